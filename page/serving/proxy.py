"""A reverse proxy before the page: what it says of its clients holds, and nobody else's word."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from page.serving.asgi import ADVICE, App, Message, Receive, Scope, Send, answer

Networks = tuple[IPv4Network | IPv6Network, ...]
Headers = Iterable[tuple[bytes, bytes]]

_FORWARDED = b"x-forwarded-"
# What Gradio believes of anybody: a front of its own that this page has not.
_DROPPED = (_FORWARDED, b"forwarded", b"x-gradio-server")
_PREFIX = re.compile(r"(?:/[\w.~-]+)*", re.ASCII)  # it becomes a part of links and of cookies
_WHOLE_SITE = re.compile(rb";\s*path=/(?=;|$)", re.IGNORECASE)
_IS_SECURE = re.compile(rb";\s*secure(?=;|$)", re.IGNORECASE)


class Forwarded:
    """ASGI middleware that stands first: a request becomes what the reader's browser had asked.

    Of a request from `proxies` the last value of X-Forwarded-For is the client's address, that of
    -Proto the scheme, -Host the Host, and -Prefix the path below which the page is, whether the
    proxy has taken it off or not. The last is what the proxy itself added: those before it are
    whatever its client sent. Of all others these headers mean nothing.

    Cookies are then for that path alone, and go over TLS alone where the reader came over it. What
    is streamed says that a proxy shall not gather it.
    """

    def __init__(self, app: App, proxies: Networks = ()) -> None:
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        peer = (scope.get("client") or ("",))[0]
        trusted = self._trusts(peer)
        said = _hear(scope["headers"]) if trusted else {}
        prefix = said.get("prefix", "").rstrip("/")
        if not _PREFIX.fullmatch(prefix):
            await answer(send, 400, f"the proxy's X-Forwarded-Prefix is no path: {prefix[:80]!r}")
            return
        meant = _restore(scope, said, prefix)
        meant[ADVICE] = _advise(peer, trusted, said)
        if meant["path"] == prefix != "":
            await _send_to_slash(send, meant)
        else:
            await self._app(meant, receive, _marking(send, prefix, meant["scheme"] == "https"))

    def _trusts(self, peer: str) -> bool:
        address = _read_address(peer)
        return address is not None and any(address in network for network in self._proxies)


def _hear(headers: Headers) -> dict[str, str]:
    """By "for", "proto", "host" and so on what the nearest proxy said."""
    return {
        name.removeprefix(_FORWARDED).decode("latin-1"): last
        for name, value in headers
        if name.startswith(_FORWARDED)
        and (last := value.decode("latin-1").rpartition(",")[2].strip())
    }


def _restore(scope: Scope, said: dict[str, str], prefix: str) -> Scope:
    """The request as it was before the proxy; it carries no header of a proxy."""
    headers = [(k, v) for k, v in scope["headers"] if not k.startswith(_DROPPED)]
    meant = {**scope, "headers": headers}
    if "host" in said:
        others = [(k, v) for k, v in headers if k != b"host"]
        meant["headers"] = [(b"host", said["host"].encode("latin-1")), *others]
    if said.get("proto") in ("http", "https"):
        meant["scheme"] = said["proto"]
    if client := _read_address(said.get("for", "")):
        meant["client"] = (str(client), 0)
    if prefix:
        path = scope["path"]
        meant["root_path"] = prefix
        meant["path"] = path if f"{path}/".startswith(f"{prefix}/") else prefix + path
    return meant


def _advise(peer: str, trusted: bool, said: dict[str, str]) -> str:
    """What may be missing where a request seems to come from another site's page."""
    if "host" in said:
        return "X-Forwarded-Host must be the Host that the browser sent, with its port"
    if trusted:
        return f"have the proxy at {peer} send X-Forwarded-Host, or keep Host"
    return (
        "if a reverse proxy stands before this page, start it with --proxy ADDRESS and have the "
        f"proxy send X-Forwarded-Host (this came from {peer})"
    )


def _read_address(text: str) -> IPv4Address | IPv6Address | None:
    """The address in "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]:80"."""
    if text.count(":") == 1 or "]:" in text:
        text = text.rpartition(":")[0]
    try:
        return ip_address(text.strip("[]"))
    except ValueError:
        return None


async def _send_to_slash(send: Send, scope: Scope) -> None:
    # The page names its parts from where it is: without the slash, beside the prefix.
    query = b"?" * bool(scope["query_string"]) + scope["query_string"]
    place = (b"location", scope["path"].encode() + b"/" + query)
    await send({"type": "http.response.start", "status": 308, "headers": [place]})
    await send({"type": "http.response.body", "body": b""})


def _marking(send: Send, prefix: str, secure: bool) -> Send:
    async def mark(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                (k, _narrow(v, prefix, secure) if k == b"set-cookie" else v)
                for k, v in message["headers"]
            ]
            if (b"content-type", b"text/event-stream") in [
                (k, v.partition(b";")[0]) for k, v in message["headers"]
            ]:
                message["headers"].append((b"x-accel-buffering", b"no"))
        await send(message)

    return mark


def _narrow(cookie: bytes, prefix: str, secure: bool) -> bytes:
    """The cookie for no more than this page, and not without TLS where the reader has it."""
    if prefix:
        cookie = _WHOLE_SITE.sub(b"; Path=" + prefix.encode(), cookie)
    return cookie + b"; Secure" if secure and not _IS_SECURE.search(cookie) else cookie
