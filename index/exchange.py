"""DOOR. One exchange with a web server: it ends at a deadline and after so many bytes.

All who ask a server ask it by this client. It knows the proxies of the environment, and goes past
them to this machine.
"""

import functools
import os
import re
import ssl
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from types import TracebackType
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx

from index.deadline import Deadline
from index.errors import ExchangeEnded, first_line

_CONNECT = 10.0  # seconds
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Past any proxy: another machine's loopback is not ours.
_DIRECT = ("all://127.0.0.1", "all://localhost", "all://[::1]")


class TooLong(ExchangeEnded):
    """A server took more seconds than it was given."""


class TooMuch(ExchangeEnded):
    """A server sent more than was asked for; the message says of what."""


class Downgraded(ExchangeEnded):
    """A server of https sends us on to one of http, whose words anybody on the way may change."""


class BadEnvironment(ExchangeEnded):
    """A variable keeps us from the network, such as a proxy's address; the message says which."""


class Exchange:
    """A context in which `http` asks for one thing, along the redirects that there may be.

    What it raises beside what httpx does: TooLong, TooMuch, Downgraded, BadEnvironment, and what
    `check` raises, which is called with each request before it is sent.

    Args:
        seconds: after which it is cut, whatever comes.
        most: bytes of answers, as they come; a redirect's are not read.
        encoding: how answers may be packed.
        check: see above.
        options: httpx.Client's.

    """

    def __init__(
        self, seconds: float, most: int, *, encoding: str = "identity",
        check: Callable[[httpx.Request], None] = lambda _: None, **options: Any,
    ) -> None:  # fmt: skip
        self.way = ""  # " through HTTPS_PROXY", where what is asked for goes there
        self._deadline = Deadline(seconds)
        self._left, self._most, self._encoding = most, most, encoding
        self._secure = False
        self.http, self._amiss = _open_client(
            # Packed in other ways, a few bytes could be as many as memory holds.
            headers={"User-Agent": "askpapers", "Accept-Encoding": encoding},
            event_hooks={"request": [self._prepare, check], "response": [self._bound]},
            mounts=dict.fromkeys(_DIRECT),
            limits=httpx.Limits(max_keepalive_connections=0),
            **options,
        )

    @property
    def expired(self) -> bool:
        """Whether the deadline has cut it."""
        return self._deadline.expired

    def __enter__(self) -> "Exchange":
        self._deadline.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """Raises TooLong, also where nothing went wrong: what was cut may look like an end."""
        self._deadline.__exit__()
        self.http.close()
        if self.expired and (error is None or isinstance(error, Exception)):
            raise TooLong(f"takes more than {self._deadline.seconds:g} s to answer") from error

    def _prepare(self, request: httpx.Request) -> None:
        """Raises BadEnvironment, Downgraded."""
        if self._amiss and request.url.host not in _LOOPBACK:
            raise self._amiss
        if self._secure and request.url.scheme == "http":
            raise Downgraded("sends us on from https to http, which anybody on the way can change")
        self._secure = request.url.scheme == "https"
        self.way = _find_way(request.url)
        timeout = request.extensions.get("timeout", {})
        connect = min(timeout.get("connect") or _CONNECT, _CONNECT)
        request.extensions["timeout"] = timeout | {"connect": connect}
        request.extensions["trace"] = self._note

    def _note(self, event: str, info: dict[str, Any]) -> None:
        """Has the sockets watched that httpcore opens."""
        stream = info.get("return_value")
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")) and stream:
            self._deadline.watch(stream.get_extra_info("socket"))

    def _bound(self, response: httpx.Response) -> None:
        """Raises TooMuch."""
        packed = response.headers.get("Content-Encoding", "").strip().casefold()
        if response.has_redirect_location:
            response.stream.close()  # type: ignore[union-attr]  # a sync client's is sync
            response.stream = httpx.ByteStream(b"")
        elif packed not in ("", "identity", self._encoding):
            raise TooMuch(f"a compressed reply ({packed[:40]!r}), which was not asked for")
        else:
            response.stream = _Counted(response.stream, self._count)

    def _count(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise TooMuch(f"more than {self._most:,} bytes")


class _Counted(httpx.SyncByteStream):
    def __init__(self, stream: Any, count: Callable[[int], None]) -> None:
        self._stream, self._count = stream, count

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._count(len(chunk))
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _open_client(**options: Any) -> tuple[httpx.Client, BadEnvironment | None]:
    """A client by the environment; where that is amiss, one past it, and what is amiss.

    The latter still reaches this machine.
    """
    try:
        return httpx.Client(verify=_trust(), **options), None
    except (ImportError, ValueError, OSError, httpx.InvalidURL) as error:
        return httpx.Client(trust_env=False, **options), BadEnvironment(_blame(error))


@functools.cache
def _trust() -> ssl.SSLContext:
    """Reading the certificates takes longer than a short reply."""
    return httpx.create_ssl_context()


def _blame(error: Exception) -> str:
    """What in the environment httpx cannot use, as a sentence that says what to do."""
    for scheme, value in getproxies().items():
        name, shown = _name(scheme), re.sub("//.*@", "//", value)  # without a password
        if scheme not in ("http", "https", "all") or not value:
            continue
        try:
            proxy = httpx.Proxy(value if "://" in value else f"http://{value}")
        except (ValueError, httpx.InvalidURL) as unread:
            why = first_line(unread).replace(value, shown)
            return f"{name}={shown!r} is no proxy ({why}); write http://host:port, or unset it"
        if proxy.url.scheme.startswith("socks") and not find_spec("socksio"):
            return (
                f'{name} names a SOCKS proxy, which needs a package; run: pip install "httpx'
                f'[socks]", or unset {name}'
            )
    return f"NO_PROXY or SSL_CERT_FILE cannot be used ({first_line(error)}); mend or unset it"


def _find_way(url: httpx.URL) -> str:
    proxies = getproxies()
    scheme = next((scheme for scheme in (url.scheme, "all") if proxies.get(scheme)), "")
    if not scheme or url.host in _LOOPBACK or proxy_bypass(url.host):
        return ""
    return f" through {_name(scheme)}"


def _name(scheme: str) -> str:
    """The variable with a scheme's proxy, as it is written."""
    return name if (name := f"{scheme}_proxy") in os.environ else name.upper()
