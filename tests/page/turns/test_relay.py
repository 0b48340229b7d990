"""What a thread writes, and a loop shows."""

import asyncio
import threading
from collections.abc import Iterator

from page.turns.relay import relay
from rag.answer.answer import Answer


def test_what_is_stopped_is_closed_even_in_the_middle_of_a_step() -> None:
    closed, waiting = threading.Event(), threading.Event()

    def write() -> Iterator[Answer]:
        try:
            yield Answer("one")
            waiting.set()
            threading.Event().wait(0.3)  # a model that takes its time
            yield Answer("two")
        finally:
            closed.set()

    async def stop_early() -> list[Answer]:
        stop = asyncio.Event()
        seen = []
        async with relay(write(), stop) as relayed:
            while answer := await relayed.take():
                seen.append(answer)
                asyncio.get_running_loop().call_later(0.05, stop.set)
        return seen

    assert [answer.question for answer in asyncio.run(stop_early())] == ["one"]
    assert waiting.is_set()
    assert closed.wait(2)


def test_the_first_answer_is_shown_before_a_thread_goes_on_and_of_the_rest_the_newest() -> None:
    written: list[str] = []

    def write() -> Iterator[Answer]:
        for name in ("sources", "one", "two", "three"):
            written.append(name)
            yield Answer(name)

    async def look() -> list[str]:
        async with relay(write(), asyncio.Event()) as relayed:
            first = await relayed.take()
            await asyncio.sleep(0.05)
            assert written == ["sources"]
            last = await relayed.take(60)  # seconds, but for the end
            assert await relayed.take() is None
            return [answer.question for answer in (first, last) if answer]

    assert asyncio.run(look()) == ["sources", "three"]


def test_who_leaves_lets_the_thread_close_what_it_writes() -> None:
    closed = threading.Event()

    def write() -> Iterator[Answer]:
        try:
            yield Answer("sources")
            yield Answer("one")
        finally:
            closed.set()

    async def leave() -> None:
        async with relay(write(), asyncio.Event()) as relayed:
            await relayed.take()

    asyncio.run(leave())
    assert closed.wait(2)
