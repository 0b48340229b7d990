"""A GGUF file, run on this machine by llama.cpp's server (xllamacpp) in a process of its own."""

import atexit
import importlib.util
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import IO

from index.embedding import ModelUnavailable
from rag.models.complaints import Place, one_line
from rag.models.served import ServedLlm, import_extra, make_openai_like

CONTEXT = 4096  # tokens of prompt and reply together
_MAGIC, _VERSIONS = b"GGUF", (2, 3)
_SMALLEST = 1024  # bytes
_START = 120.0  # seconds until the server must run: a large file on a slow disk
_SERVER = Path(__file__).with_name("gguf_server.py")


@dataclass
class _Running:
    process: "subprocess.Popen[str]"
    address: str
    key: str


_running: dict[tuple[Path, int], _Running] = {}
_lock = threading.Lock()


def open_gguf(spec: str, path: Path) -> ServedLlm:
    """The model in a file, once its server runs: one a file and process, which ends with it.

    `spec` is how readers call it. Raises ModelUnavailable for a file that is missing, none or
    broken, and where the extra llm is missing.
    """
    file = _check(spec, path)
    if importlib.util.find_spec("xllamacpp") is None:
        raise import_extra(spec, ImportError("No module named 'xllamacpp'"))
    with _lock:
        key = (file, file.stat().st_mtime_ns)
        server = _running.get(key)
        if server is None or server.process.poll() is not None:
            server = _running[key] = _start(spec, file)
    build = make_openai_like(spec, f"{server.address}/v1", file.name, server.key)
    place = Place("", "nothing: please report this", "ask again: it is started anew")
    return ServedLlm(spec, build, place, context=CONTEXT, takes_grammar=True)


def _check(spec: str, path: Path) -> Path:
    try:
        file = path.expanduser().resolve()
        with file.open("rb") as opened:
            head, size = opened.read(8), file.stat().st_size
    except OSError as error:
        raise ModelUnavailable(
            f"language model {spec!r} cannot be read ({error.strerror}); give the path of a GGUF file"
        ) from error
    if head[:4] != _MAGIC or int.from_bytes(head[4:8], "little") not in _VERSIONS:
        raise ModelUnavailable(
            f"language model {spec!r} is no GGUF file (it begins with {head!r}); give one"
        )
    if size < _SMALLEST:
        raise ModelUnavailable(
            f"language model {spec!r} has {size} bytes, and so no weights; fetch it again"
        )
    return file


def _start(spec: str, file: Path) -> _Running:
    key = secrets.token_hex(16)
    # Of a temporary file: it is long, and a pipe that nobody reads would stop the server.
    with tempfile.TemporaryFile("w+", errors="replace") as noise:
        process = subprocess.Popen(
            [sys.executable, "-P", str(_SERVER), str(file), str(CONTEXT), str(_count_cores())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise, text=True,
        )  # fmt: skip
        atexit.register(_end, process)
        assert process.stdin and process.stdout  # noqa: S101  PIPE makes both
        process.stdin.write(f"{key}\n")
        process.stdin.flush()
        address = _read_line(process.stdout)
        if not address:
            _end(process)
            raise ModelUnavailable(f"language model {spec!r} {_explain(process, noise)}")
    return _Running(process, address, key)


def _read_line(pipe: IO[str]) -> str:
    """The server's address, empty where it ended or took too long before it had one."""
    lines: Queue[str] = Queue()
    threading.Thread(target=lambda: lines.put(pipe.readline()), daemon=True).start()
    try:
        return lines.get(timeout=_START).strip()
    except Empty:
        return ""


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.kill()  # it has nothing to lose
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _explain(process: "subprocess.Popen[str]", noise: IO[str]) -> str:
    noise.seek(0)
    errors = re.findall(r"^[\d.]+ E (.*)$", noise.read(), re.MULTILINE)
    said = one_line(errors[0] if errors else f"its process ended with {process.returncode}")
    return f"does not load ({said}); fetch the file again, or give another"


def _count_cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1
