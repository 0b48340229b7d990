"""Readers who ask a page at once, as browsers do, and how long each waits."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import numpy as np

from benchmarks.page_load.signs import ABSTAINED, DONE, PENDING, SOURCES

PATIENCE = 120.0  # seconds
_LINE = 2**22  # the most bytes of one message: a whole page with its sources


@dataclass(frozen=True, slots=True)
class Wait:
    """Seconds from the question on; None for what never came."""

    sources: float | None = None
    token: float | None = None
    end: float | None = None


async def ask_all(
    url: str, questions: Sequence[str], chats: int, over: float, model: str
) -> list[Wait]:
    """The waits of so many chats, begun evenly over some seconds, of one of the page's models."""
    async with open_client(url) as (client, event):

        async def ask(n: int) -> Wait:
            await asyncio.sleep(n * over / chats)
            session = f"load{id(asyncio.current_task()):x}"
            return await ask_once(client, event, questions[n % len(questions)], model, session)

        return await asyncio.gather(*map(ask, range(chats)))


@asynccontextmanager
async def open_client(url: str) -> AsyncGenerator[tuple[aiohttp.ClientSession, int]]:
    """What asks the page at this address, and the number of the event that does."""
    # httpx, which reads HTTP in Python, took a bare page's client three times as long, on the cores
    # that are measured.
    limits, patience = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(PATIENCE)
    async with aiohttp.ClientSession(
        url, connector=limits, timeout=patience, read_bufsize=_LINE, raise_for_status=True
    ) as client:
        async with client.get("/config") as response:
            event = find_event(await response.json())
        yield client, event


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


async def ask_once(
    client: aiohttp.ClientSession, event: int, question: str, model: str, session: str
) -> Wait:
    """One reader: asks in a conversation, and looks at what comes until the answer is whole."""
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
    if DONE in line or ABSTAINED in line:
        wait = replace(wait, end=seconds)
    return wait


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
