"""How long readers wait when many ask the page at once.

    python -m benchmarks.page_load --index DIR [--questions FILE] [--chats 100] [--over 0] [--json]

Starts the page in a process of its own, and asks through its own event as a browser does: once
with the quoting composer, once with a chatbot that passes for a model of 20 tokens a second, and
once a bare Gradio chat that only embeds the question and then writes at the same pace. Prints
seconds from the question to the sources on screen, to the first token, and to the answer's end, as
medians and 95th percentiles. Client and server share this machine's cores.
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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import numpy as np

from index.embedding.loading import load_embedder
from index.store.reader import IndexReader, default_index
from rag.answer.answer import Answer
from rag.chatbot import Chatbot

PAGES = {"ours": ("quotes", "paced"), "bare": ("bare",)}  # the models of each page
PACE = 20  # tokens a second
TOKENS = 60
QUESTIONS = Path(__file__).with_name("questions.jsonl")
SOURCES, PENDING, DONE = "passages retrieved", "being checked", "Answer ready"
_ABSTAINED = "The nearest papers are listed"
_PATIENCE = 120.0  # seconds
_LINE = 2**22  # the most bytes of one message: a whole page with its sources


class PacedChatbot(Chatbot):
    """Passes for a model: the sources as ever, then TOKENS words of the answer at PACE."""

    def stream(self, question: str, *rest: Any, **options: Any) -> Iterator[Answer]:
        answers = super().stream(question, *rest, **options)
        found = next(answers)
        yield found
        first = next(answers)  # a model is asked when the evidence is chosen, and checked later
        for n in range(1, TOKENS + 1):
            time.sleep(1 / PACE)
            yield replace(found, pending=f"{'word ' * n}")
        *_, answer = (first, *answers)
        yield answer


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds from the question on; None for what never came."""

    sources: float | None = None
    token: float | None = None
    end: float | None = None


def main(arguments: list[str]) -> int:
    """Measure, or serve the page that is measured; returns the exit status."""
    options = _parse(arguments)
    if options.serve:
        _serve(options.index, options.page, options.serve)
        return 0
    report = measure(options.index, read_questions(options.questions), options.chats, options.over)
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
    parser.add_argument("--index", type=Path, default=default_index(), metavar="DIR")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE")
    parser.add_argument("--chats", type=int, default=100, metavar="N", help="at once")
    parser.add_argument("--over", type=float, default=0, metavar="S", help="asked over S seconds")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=int, metavar="PORT", help=argparse.SUPPRESS)
    parser.add_argument("--page", choices=PAGES, default="ours", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def read_questions(file: Path) -> list[str]:
    """The questions of a JSON lines file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


def measure(
    folder: Path, questions: Sequence[str], chats: int, over: float = 0
) -> dict[str, dict[str, Any]]:
    """The waits of so many chats, asked evenly over some seconds, for each page's models."""
    report: dict[str, dict[str, Any]] = {}
    for page, models in PAGES.items():
        with _serving(folder, page) as url:
            report |= {model: _measure(url, questions, chats, over, model) for model in models}
    return report


@contextmanager
def _serving(folder: Path, page: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--index", str(folder), "--serve", str(port), "--page", page]
    command = [sys.executable, "-m", __spec__.name, *options]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:  # noqa: S603 - ourselves
        try:
            _wait_for(url, server)
            yield url
        finally:
            server.terminate()


def _measure(
    url: str, questions: Sequence[str], chats: int, over: float, model: str
) -> dict[str, Any]:
    asyncio.run(_ask_all(url, questions, 10, 0, model))  # the first answers load what is lazy
    return summarise(asyncio.run(_ask_all(url, questions, chats, over, model)))


def summarise(waits: Sequence[Wait]) -> dict[str, Any]:
    """Median and 95th percentile of each wait in seconds, and how many chats had no end."""
    report: dict[str, Any] = {"chats": len(waits), "lost": sum(w.end is None for w in waits)}
    for name in ("sources", "token", "end"):
        seconds = [value for wait in waits if (value := getattr(wait, name)) is not None]
        if seconds:
            report[name] = {
                "p50": round(float(np.percentile(seconds, 50)), 3),
                "p95": round(float(np.percentile(seconds, 95)), 3),
            }
    return report


async def _ask_all(
    url: str, questions: Sequence[str], chats: int, over: float, model: str
) -> list[Wait]:
    # httpx, which reads HTTP in Python, took a bare page's client three times as long, on the cores
    # that are measured.
    limits, patience = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(_PATIENCE)
    async with aiohttp.ClientSession(
        url, connector=limits, timeout=patience, read_bufsize=_LINE, raise_for_status=True
    ) as client:
        async with client.get("/config") as response:
            event = find_event(await response.json())

        async def ask(n: int) -> Wait:
            await asyncio.sleep(n * over / chats)
            return await _ask(client, event, questions[n % len(questions)], model)

        return await asyncio.gather(*map(ask, range(chats)))


def find_event(config: dict[str, Any]) -> int:
    """The number of the event that the question's box has on Enter."""
    boxes = [
        part["id"] for part in config["components"] if part["props"].get("elem_id") == "question"
    ]
    return next(
        int(event["id"])
        for event in config["dependencies"]
        if any(id in boxes and name == "submit" for id, name in event["targets"])
    )


async def _ask(client: aiohttp.ClientSession, event: int, question: str, model: str) -> Wait:
    """One reader: asks, and looks at what comes until the answer is whole."""
    session = f"load{id(asyncio.current_task()):x}"
    data = [question, []] if model == "bare" else [question, None, "", "", None, "", 10, model]
    call = {"data": data, "fn_index": event, "session_hash": session, "trigger_id": None}
    start, wait = time.perf_counter(), Wait()
    async with client.post("/gradio_api/queue/join", json=call):
        pass
    async with client.get("/gradio_api/queue/data", params={"session_hash": session}) as response:
        async for line in response.content:
            wait = note(wait, line.decode(), time.perf_counter() - start)
            if b'"process_completed"' in line:
                break
    return wait


def note(wait: Wait, line: str, seconds: float) -> Wait:
    """The waits once one more line has come: each is that of the first line that shows it."""
    if wait.sources is None and SOURCES in line:
        wait = replace(wait, sources=seconds)
    if wait.token is None and PENDING in line:
        wait = replace(wait, token=seconds)
    if DONE in line or _ABSTAINED in line:
        wait = replace(wait, end=seconds)
    return wait


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    """Raises OSError when the page does not come up."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.get(url, timeout=5)
        except httpx.HTTPError:
            time.sleep(0.3)
        else:
            return
    raise OSError(f"the page at {url} did not come up; exit status {server.poll()}")


def _serve(folder: Path, page: str, port: int) -> None:
    import app  # noqa: F401 - sets what Gradio reads when it is imported
    from benchmarks.bare_page import serve_bare
    from page.layout import build_page
    from page.serving.server import serve

    embedder = load_embedder()
    if page == "bare":
        serve_bare(embedder, port)
        return
    index = IndexReader(folder)
    models = {
        "quotes": Chatbot(index, embedder),
        "paced": PacedChatbot(index, embedder),
    }
    serve(build_page(models["quotes"], models), port)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
