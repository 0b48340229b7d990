"""A GGUF file, run on this machine by llama.cpp's server (xllamacpp) in a process of its own."""

import atexit
import importlib.util
import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any

from index.exchange import Exchange
from rag.llm.complaints import Place, one_line
from rag.llm.served import SECONDS, ServedLlm, make_openai_like
from rag.llm.types import LlmUnavailable, Prompt

CONTEXT = 4096  # tokens of prompt and reply together
_MAGIC, _VERSIONS = b"GGUF", (2, 3)
_SMALLEST = 1024  # bytes
_START = 120.0  # seconds until the server must run: a large file on a slow disk
# Threads that wait asleep: those that spin take the cores from each other, and from us, as soon as
# anybody else computes. On 2 busy cores a reply took 4 times as long.
_PATIENT = {"OMP_WAIT_POLICY": "passive"}
_PLACE = Place("ask again", mend="ask again: its server is started anew")
_SERVER = Path(__file__).with_name("gguf_server.py")


@dataclass
class _Running:
    process: "subprocess.Popen[str]"
    address: str
    key: str


_running: dict[tuple[Path, int], _Running] = {}  # by path and time of change
_lock = threading.Lock()


def open_gguf(spec: str, path: Path) -> ServedLlm:
    """The model in a file, once its server runs: one a file and process, which ends with it.

    `spec` is how readers call it. Raises LlmUnavailable for a file that is missing, none or
    broken, and where the extra llm is missing.
    """
    file = _check(spec, path)
    if importlib.util.find_spec("xllamacpp") is None:
        raise LlmUnavailable(
            f"language model {spec!r} runs on this machine by the extra llm, which is not "
            'installed; run: pip install -c constraints.txt -e ".[llm]"'
        )
    _find_server(spec, file)

    def build(prompt: Prompt, exchange: Exchange, silence: float) -> Any:
        server = _find_server(spec, file)
        ask = make_openai_like(f"{server.address}/v1", file.name, server.key)
        return ask(prompt, exchange, silence)

    # It says nothing while it reads a prompt, nor while others are before us.
    return ServedLlm(spec, build, _PLACE, context=CONTEXT, takes_grammar=True, silence=SECONDS)


def _find_server(spec: str, file: Path) -> _Running:
    """The running server of a file, started where there is none, or not any more."""
    with _lock:
        key = (file, _check(spec, file).stat().st_mtime_ns)
        server = _running.get(key)
        if server is None or server.process.poll() is not None:
            server = _running[key] = _start(spec, file)
        return server


def _check(spec: str, path: Path) -> Path:
    try:
        file = path.resolve()
        with file.open("rb") as opened:
            head, size = opened.read(8), file.stat().st_size
    except OSError as error:
        raise LlmUnavailable(
            f"language model {spec!r} cannot be read ({error.strerror}); give a GGUF file's path"
        ) from error
    if head[:4] != _MAGIC or int.from_bytes(head[4:8], "little") not in _VERSIONS:
        raise LlmUnavailable(
            f"language model {spec!r} is no GGUF file (it begins with {head!r}); give one"
        )
    if size < _SMALLEST:
        raise LlmUnavailable(
            f"language model {spec!r} has {size} bytes, and so no weights; fetch it again"
        )
    return file


def _start(spec: str, file: Path) -> _Running:
    key = secrets.token_hex(16)
    # Of a temporary file: it is long, and a pipe that nobody reads would stop the server.
    with tempfile.TemporaryFile("w+", errors="replace") as noise:
        process = subprocess.Popen(  # noqa: S603  our own file, and a path that is no option
            [sys.executable, "-P", str(_SERVER), str(file), str(CONTEXT), str(_count_cores())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise, text=True,
            env=_PATIENT | os.environ,
            start_new_session=True,  # an interrupted question ends no server
        )  # fmt: skip
        atexit.register(_end, process)
        address = _introduce(process, key)
        if not address:
            _end(process)
            raise LlmUnavailable(f"language model {spec!r} {_explain(process, noise)}")
    return _Running(process, address, key)


def _introduce(process: "subprocess.Popen[str]", key: str) -> str:
    """The server's address; empty where it ended or took too long before it had one."""
    assert process.stdin is not None  # noqa: S101
    assert process.stdout is not None  # noqa: S101
    lines: Queue[str] = Queue()
    try:
        process.stdin.write(f"{key}\n")
        process.stdin.flush()
        read = process.stdout.readline
        threading.Thread(target=lambda: lines.put(read()), daemon=True).start()
        return lines.get(timeout=_START).strip()
    except (Empty, OSError):
        return ""


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.kill()  # it has nothing to lose
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


def _explain(process: "subprocess.Popen[str]", noise: IO[str]) -> str:
    if process.returncode == -signal.SIGILL:
        return "does not run: xllamacpp needs a CPU with AVX2; take ollama:MODEL or another"
    noise.seek(0)
    errors = re.findall(r"^[\d.]+ E (.*)$", noise.read(), re.MULTILINE)
    said = one_line(errors[0] if errors else f"its process ended with {process.returncode}")
    return f"does not load ({said}); fetch the file again, or give another"


def _count_cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1
