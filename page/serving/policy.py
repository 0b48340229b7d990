"""What a browser may do with what it is sent."""

import re
import secrets

from page.serving.asgi import Message, Send, answer

SCRIPT = "askpapers.js"
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'"
)
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class Secured:
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
            kinds = [value for name, value in message["headers"] if name == b"content-type"]
            self._is_page = any(kind.startswith(b"text/html") for kind in kinds)
            policy = (b"content-security-policy", _POLICY.format(nonce=self._nonce).encode())
            own = [*_HEADERS, policy]
            names = [name for name, _ in own]
            message["headers"] = [(k, v) for k, v in message["headers"] if k not in names] + own
            if not self._is_page:
                await self._send(message)
        elif not self._is_page:
            await self._send(message)
        else:
            self._body.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_page()

    async def break_off(self, told: str) -> None:
        """End a response that its app did not end: with a text, or where it is if it has begun."""
        if self._start and not self._is_page:
            await self._send({"type": "http.response.body", "body": b""})
        else:
            await answer(Secured(self._send).send, 400, told)

    async def _send_page(self) -> None:
        # Data inside the page's scripts cannot hold a "<": Gradio writes it as \u003c.
        mark = f'<script nonce="{self._nonce}"'.encode()
        # Browsers would look for the icon at the top of the site, and not where the page is.
        own = (
            f'<link rel="icon" href="./favicon.ico"><script src="./{SCRIPT}" defer></script></head>'
        )
        body = b"".join(self._body).replace(b"</head>", own.encode(), 1)
        body = re.sub(rb"<script(?=[\s>])", mark, body)
        headers = [(k, v) for k, v in self._start["headers"] if k != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**self._start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})
