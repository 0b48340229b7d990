"""What a server and its app say to each other (ASGI), and an answer in a few words."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
# Status, text, and how many seconds to wait before the next try.
Refusal = tuple[int, str] | tuple[int, str, float]

ADVICE = "askpapers.advice"  # in a scope: which setting may be missing where a request is refused


def find_path(scope: Scope) -> str:
    """The path within the page, wherever a proxy has put the page: "/login"."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


async def answer(
    send: Send, status: int, text: str, wait: float = 0.0, kind: bytes = b"text/plain"
) -> None:
    """Answer a request with a text; `wait` is how many seconds to wait before the next.

    A request that is refused may have a body that nobody reads: the connection ends with it.
    """
    headers = [(b"content-type", kind + b"; charset=utf-8")]
    if status >= 400:
        headers.append((b"connection", b"close"))
    if wait:
        headers.append((b"retry-after", str(int(wait) + 1).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
