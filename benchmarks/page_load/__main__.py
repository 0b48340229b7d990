"""How long readers wait when many ask the page at once.

    python -m benchmarks.page_load --index DIR [--questions FILE] [--chats 100] [--over 0] [--json]
    python -m benchmarks.page_load --index DIR [--questions FILE] --memory 640 [--json]

Starts the page in a process of its own, and asks through its own event as a browser does: once
with the quoting composer, once with a chatbot that passes for a model of 20 tokens a second, and
once a bare Gradio chat that only embeds the question and then writes at the same pace. Prints
seconds from the question to the sources on screen, to the first token, and to the answer's end, as
medians and 95th percentiles. Client and server share this machine's cores.

With --memory, asks so many questions one after the other, and prints the server's memory in MB.
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.material import read_questions
from benchmarks.page_load.memory import watch_memory
from benchmarks.page_load.pages import PAGES, serve_page
from benchmarks.page_load.readers import PATIENCE, ask_all, summarise
from index.paths import read_path
from index.shell import run
from index.store.reader import default_index

QUESTIONS = Path(__file__).parents[1] / "questions.jsonl"


def main(arguments: list[str]) -> int:
    """Measure, or serve the page that is measured; returns the exit status."""
    return run(lambda: _run(_parse(arguments)), "python -m benchmarks.page_load")


def _run(options: argparse.Namespace) -> int:
    if options.serve:
        serve_page(options.index, options.page, options.serve)
        return 0
    questions = read_questions(options.questions)
    if options.memory:
        with _serving(options.index, "ours") as (url, pid):
            watched = asyncio.run(watch_memory(url, pid, questions, options.memory))
        report: dict[str, Any] = dict(watched)
    else:
        report = dict(measure(options.index, questions, options.chats, options.over))
    if options.json:
        print(json.dumps(report))
    else:
        print("\n".join(f"{name}: {values}" for name, values in report.items()))
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.page_load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--index", type=read_path, default=default_index(), metavar="DIR")
    parser.add_argument("--questions", type=read_path, default=QUESTIONS, metavar="FILE")
    parser.add_argument("--chats", type=int, default=100, metavar="N", help="at once")
    parser.add_argument("--over", type=float, default=0, metavar="S", help="asked over S seconds")
    parser.add_argument("--memory", type=int, metavar="N", help="after N questions")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--page", choices=PAGES, default="ours", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def measure(
    folder: Path, questions: Sequence[str], chats: int, over: float = 0
) -> dict[str, dict[str, Any]]:
    """The waits of so many chats, asked evenly over some seconds, for each page's models."""
    report: dict[str, dict[str, Any]] = {}
    for page, models in PAGES.items():
        with _serving(folder, page) as (url, _):
            report |= {model: _measure(url, questions, chats, over, model) for model in models}
    return report


@contextmanager
def _serving(folder: Path, page: str) -> Iterator[tuple[str, int]]:
    """The page's address and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--index", str(folder), "--serve", str(port), "--page", page]
    command = [sys.executable, "-m", "benchmarks.page_load", *options]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - ourselves
        try:
            _wait_for(url, server)
            yield url, server.pid
        finally:
            server.terminate()


def _measure(
    url: str, questions: Sequence[str], chats: int, over: float, model: str
) -> dict[str, Any]:
    asyncio.run(ask_all(url, questions, 10, 0, model))  # the first answers load what is lazy
    return summarise(asyncio.run(ask_all(url, questions, chats, over, model)))


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Raises OSError when the page does not come up."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.get(url, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.3)
        else:
            return
    raise OSError(f"the page at {url} did not come up; exit status {server.poll()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
