"""How much memory a page holds after many questions, one after the other."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import aiohttp

from benchmarks.page_load.readers import ask_once, open_client

LOOKS = 8  # at the memory, evenly over the questions
MODEL = "quotes"
_CALL = "/gradio_api/call"


async def watch_memory(
    url: str, pid: int, questions: Sequence[str], count: int
) -> dict[str, list[int]]:
    """MB that the server's process has resident, before so many questions and as they are asked.

    First each is a conversation of its own, which its reader leaves. Then each is a program's call;
    then all are one conversation.
    """
    async with open_client(url) as (client, event):

        async def ask_in(session: str, question: str) -> None:
            await ask_once(client, event, question, MODEL, session)

        async def come_and_go(question: str) -> None:
            session = uuid.uuid4().hex
            async with client.get(f"/gradio_api/heartbeat/{session}"):
                await ask_in(session, question)

        async def call(question: str) -> None:
            await _call(client, question)

        async def go_on(question: str, session: str = uuid.uuid4().hex) -> None:
            await ask_in(session, question)

        ways = {"conversations": come_and_go, "calls": call, "one conversation": go_on}
        return {name: await _watch(pid, ask, questions, count) for name, ask in ways.items()}


async def _watch(
    pid: int, ask: Callable[[str], Awaitable[None]], questions: Sequence[str], count: int
) -> list[int]:
    seen = [read_resident(pid)]
    for n in range(1, count + 1):
        await ask(questions[n % len(questions)])
        if n * LOOKS // count > (n - 1) * LOOKS // count:
            seen.append(read_resident(pid))
    return seen


async def _call(client: aiohttp.ClientSession, question: str) -> None:
    async with client.post(f"{_CALL}/v2/ask", json={"question": question}) as response:
        event = (await response.json())["event_id"]
    async with client.get(f"{_CALL}/ask/{event}") as response:
        await response.read()


def read_resident(pid: int) -> int:
    """MB, from Linux's /proc."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    sizes = dict(line.split(":", 1) for line in lines)
    return round(int(sizes["VmRSS"].split()[0]) / 1024)
