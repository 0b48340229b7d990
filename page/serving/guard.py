"""What stands before the page's server: which paths there are, and what a browser may do."""

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Everything else that Gradio serves (uploads, files, proxies, run history, …) is not there.
_OPEN = re.compile(
    r"/|/askpapers\.js|/(?:assets|static|svelte)/[^?]*|/(?:config|login|logout|theme\.css|favicon\.ico|robots\.txt)/?"
    r"|/manifest\.json|/gradio_api/(?:info|openapi\.json|config|app_id|login_check|user"
    r"|startup-events|cancel|reset)/?|/gradio_api/queue/(?:join|data)/?"
    r"|/gradio_api/heartbeat/[^/]*|/gradio_api/(?:call|run|api)/[^?]*|/gradio_api/mcp(?:/.*)?"
)
SCRIPT = "askpapers.js"
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'"
)
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
    b"cross-origin-opener-policy": b"same-origin",
}
_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?", re.IGNORECASE)


class Throttle:
    """Failed logins by address: after FREE of them each further one doubles the wait.

    `clock` gives seconds.
    """

    FREE = 5
    LONGEST = 900.0  # seconds
    ADDRESSES = 10_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def wait(self, address: str) -> float:
        """Seconds until this address may try again, 0 or more."""
        count, last = self._failed.get(address, (0, 0.0))
        if count < self.FREE:
            return 0.0
        return max(0.0, last + min(2.0 ** (count - self.FREE), self.LONGEST) - self._clock())

    def note(self, address: str, *, passed: bool) -> None:
        """A login that passed, which forgives those before, or failed."""
        count, _ = self._failed.pop(address, (0, 0.0))
        if not passed:
            self._failed[address] = (count + 1, self._clock())
            if len(self._failed) > self.ADDRESSES:
                self._failed.popitem(last=False)


class Guard:
    """ASGI middleware: a Content-Security-Policy, only the paths the page needs, slow guessing.

    `script` is the page's own, which every page loads: what Gradio would put into it by itself
    would need a policy that lets anything run. `local` says that the page is for this machine alone
    and has no password: it then answers to this machine's own names only, so that no other site can
    pass for it by its DNS.
    """

    def __init__(
        self, app: App, script: str = "", local: bool = True, throttle: Throttle | None = None
    ) -> None:
        self._app, self._script, self._local = app, script, local
        self._throttle = throttle or Throttle()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refuse(scope)
        if refusal:
            await _answer(send, *refusal)
        elif scope["path"] == f"/{SCRIPT}":
            await _answer(_Secured(send).send, 200, self._script, kind=b"text/javascript")
        elif scope["path"].rstrip("/") == "/login" and scope["method"] == "POST":
            await self._log_in(scope, receive, send)
        else:
            await self._app(scope, receive, _Secured(send).send)

    def _refuse(self, scope: Scope) -> tuple[int, str] | None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if self._local and not _LOCAL.fullmatch(host):
            return 421, f"this page answers to localhost only, not to {host[:80]!r}"
        if scope["method"] != "GET" and origin and origin.partition("://")[2] != host:
            return 403, "another site's page may not ask here"
        if not _OPEN.fullmatch(scope["path"]):
            return 404, "there is nothing here"
        return None

    async def _log_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = (scope.get("client") or ("",))[0]
        wait = self._throttle.wait(address)
        if wait:
            await _answer(send, 429, f"too many failed logins; try again in {wait:.0f} s", wait)
            return

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._throttle.note(address, passed=message["status"] == 200)
            await send(message)

        await self._app(scope, receive, _Secured(watch).send)


class _Secured:
    """A response with our headers; of a page, every script of its own carries the nonce."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._is_page = False
        self._body: list[bytes] = []
        self._nonce = secrets.token_urlsafe(16)

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            headers = dict(message["headers"])
            self._is_page = headers.get(b"content-type", b"").startswith(b"text/html")
            own = {
                **_HEADERS,
                b"content-security-policy": _POLICY.format(nonce=self._nonce).encode(),
            }
            message["headers"] = [
                *((k, v) for k, v in headers.items() if k not in own),
                *own.items(),
            ]
            if not self._is_page:
                await self._send(message)
        elif not self._is_page:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_page()

    async def _send_page(self) -> None:
        # Data inside the page's scripts cannot hold a "<": Gradio writes it as \u003c.
        mark = f'<script nonce="{self._nonce}"'.encode()
        own = f'<script src="./{SCRIPT}" defer></script></head>'.encode()
        body = b"".join(self._body).replace(b"</head>", own, 1)
        body = re.sub(rb"<script(?=[\s>])", mark, body)
        headers = [(k, v) for k, v in self._start["headers"] if k != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**self._start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})


async def _answer(
    send: Send, status: int, text: str, wait: float = 0.0, kind: bytes = b"text/plain"
) -> None:
    headers = [(b"content-type", kind + b"; charset=utf-8")]
    if wait:
        headers.append((b"retry-after", str(int(wait) + 1).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
