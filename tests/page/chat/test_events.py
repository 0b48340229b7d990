"""What Gradio streams from."""

import asyncio
from inspect import isasyncgenfunction, signature

from page.chat.events import States, Values, just, stream


def test_a_stream_takes_what_its_handler_takes_and_closes_what_it_made() -> None:
    closed = []

    async def write(word: str) -> States:
        try:
            yield (word,)
            yield (word,)
        finally:
            closed.append(word)

    @stream
    def handler(word: str) -> States:
        return write(word)

    async def leave() -> Values:
        states = handler("one")
        first = await anext(states)
        await states.aclose()
        return first

    assert isasyncgenfunction(handler)
    assert list(signature(handler).parameters) == ["word"]
    assert asyncio.run(leave()) == ("one",)
    assert closed == ["one"]


def test_what_is_known_is_a_stream_of_it() -> None:
    async def collect() -> list[Values]:
        return [state async for state in just((1,), (2,))]

    assert asyncio.run(collect()) == [(1,), (2,)]
