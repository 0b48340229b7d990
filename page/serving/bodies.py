"""What a client may send: how much, and in what time."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from page.serving.asgi import Message, Receive, Refusal, Scope, find_path

# The page itself sends a whole conversation, when its reader comes back to one, and that twice, as
# Gradio does with what is typed: 2 * 26 KB a question with its answer and 10 passages, 2 * 72 with
# 30. Of one that is longer the page's script sends the newest questions.
LARGEST = 4_000_000  # bytes: some 75 questions
_LARGE = re.compile(r"/gradio_api/queue/join/?")
# Anything else has a question of 2,000 letters at most, in JSON with 12 bytes a letter at most.
SMALL = 64_000  # bytes
AT_ONCE = 64_000_000  # bytes of all requests that are not answered yet
SECONDS = 60.0  # for a whole body: 4 MB take 32 s at 1 Mbit/s


class Bodies:
    """Reads the bodies of requests before anybody else does; `seconds` is how long each may take.

    Only so can one be refused that does not say beforehand how long it is.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds, self._held = seconds, 0

    def refuse(self, scope: Scope) -> Refusal | None:
        """Of a body that says how long it is nothing is read where that is too long."""
        length = dict(scope["headers"]).get(b"content-length", b"0")
        bound = _find_bound(scope)
        if length.isdigit() and len(length) <= len(str(bound)) and int(length) <= bound:
            return None
        return _too_large(bound)

    @asynccontextmanager
    async def read(self, scope: Scope, receive: Receive) -> AsyncGenerator[Receive | Refusal]:
        """What an app receives in place of `receive`, or why it shall not."""
        body = bytearray()
        try:
            refusal = await self._fill(body, _find_bound(scope), receive)
            yield refusal or _replay(bytes(body), receive)
        finally:
            self._held -= len(body)

    async def _fill(self, body: bytearray, bound: int, receive: Receive) -> Refusal | None:
        try:
            async with asyncio.timeout(self._seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return 400, "the request ended before its body did"
                    part = message.get("body", b"")
                    body += part
                    self._held += len(part)
                    if len(body) > bound:
                        return _too_large(bound)
                    if self._held > AT_ONCE:
                        return 503, "too much is being sent at once; try again", 1.0
                    more = message.get("more_body", False)
        except TimeoutError:
            return 408, f"the request's body did not come within {self._seconds:.0f} s"
        return None


def _find_bound(scope: Scope) -> int:
    return LARGEST if _LARGE.fullmatch(find_path(scope)) else SMALL


def _too_large(bound: int) -> Refusal:
    return 413, f"what is sent here may have {bound:,} bytes at most"


def _replay(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return messages.pop() if messages else await receive()

    return again
