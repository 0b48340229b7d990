"""How much a client may send, and in what time."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import httpx
import pytest

from page.serving import bodies
from page.serving.asgi import Message, Receive, Scope, Send, answer
from page.serving.bodies import LARGEST, SMALL, Bodies
from page.serving.guard import Guard

JOIN, CALL = "/gradio_api/queue/join", "/gradio_api/call/ask"
reached: list[int] = []  # how long the bodies are that came to the app


@pytest.fixture(autouse=True)
def nothing_reached() -> None:
    reached.clear()


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    message = await receive()
    assert not message["more_body"]
    reached.append(len(message["body"]))
    await answer(send, 200, "so it is")


async def in_parts(parts: Iterable[bytes], pause: float = 0) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for part in parts:
        await asyncio.sleep(pause)
        yield part


def post(
    path: str, content: bytes | AsyncIterator[bytes], guard: Guard | None = None
) -> httpx.Response:
    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(guard or Guard(echo))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post(path, content=content)

    return asyncio.run(call())


@pytest.mark.parametrize(
    ("path", "most"), [(JOIN, LARGEST), (CALL, SMALL), ("/login", SMALL), ("/", SMALL)]
)
def test_a_body_is_read_whole_or_refused(path: str, most: int) -> None:
    assert post(path, b"x" * most).status_code == 200
    assert post(path, in_parts([b"x" * (most // 2)] * 2)).status_code == 200
    assert reached == [most, most]
    for body in (b"x" * (most + 1), in_parts([b"x" * most, b"x"])):
        refused = post(path, body)
        assert refused.status_code == 413
        assert f"{most:,} bytes" in refused.text
        assert refused.headers["connection"] == "close"
    assert reached == [most, most]


def test_of_a_body_that_says_that_it_is_too_long_nothing_is_read() -> None:
    received: list[Message] = []

    async def receive() -> Message:
        received.append({})
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 413

    length = str(10**30).encode()
    scope = {
        "type": "http", "method": "POST", "path": CALL,
        "headers": [(b"host", b"localhost"), (b"content-length", length)],
    }  # fmt: skip
    asyncio.run(Guard(echo)(scope, receive, send))
    assert received == []


def test_many_at_once_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "AT_ONCE", 3 * SMALL)

    async def call() -> list[int]:
        transport = httpx.ASGITransport(Guard(echo))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            bodies = [in_parts([b"x" * SMALL, b""], 0.05) for _ in range(5)]
            sent = [client.post(CALL, content=body) for body in bodies]
            answers = await asyncio.gather(*sent)
            later = await client.post(CALL, content=b"x" * SMALL)
            return [*sorted(answer.status_code for answer in answers), later.status_code]

    codes = asyncio.run(call())
    assert codes[0] == 200
    assert codes[4] == 503
    assert codes[5] == 200


def test_a_body_that_drips_is_refused() -> None:
    guard = Guard(echo, bodies=Bodies(seconds=0.2))
    assert post(CALL, in_parts([b"x"] * 1000, 0.05), guard).status_code == 408
    assert reached == []
