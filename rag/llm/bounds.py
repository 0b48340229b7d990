"""What one reply may take: an HTTP client that ends at a deadline and after so many bytes."""

import functools
import socket
import ssl
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import httpx

from index.errors import AskpapersError

MAX_BYTES = 8_000_000  # of one reply with all that a server wraps around it
_CONNECT = 10.0  # seconds
_LOOPBACK = ("all://127.0.0.1", "all://localhost", "all://[::1]")


class TooMuch(AskpapersError):
    """A server sent more than a reply is."""


class CutOff(AskpapersError):
    """A stream ended before its reply did."""


class BoundedClient:
    """A client for one request, whose connection is cut when it has taken `seconds`.

    Timeouts alone do not do: each byte starts a read timeout anew, and a server may send one a
    minute for ever. `expired` says that the deadline was what cut it.
    """

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._sockets: list[socket.socket] = []
        self.http = httpx.Client(
            verify=_trust(),
            event_hooks={"request": [self._watch], "response": [self._bound]},
            # Compressed, a few bytes could be as many as memory holds.
            headers={"Accept-Encoding": "identity"},
            # Past any proxy: another machine's loopback is not ours.
            mounts=dict.fromkeys(_LOOPBACK),
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._timer = threading.Timer(max(0.0, seconds), self._expire)
        self._timer.daemon = True
        self._timer.start()

    def __enter__(self) -> "BoundedClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._cut()  # a reply that is left half read holds on to the server
        self.http.close()

    def _expire(self) -> None:
        self.expired = True
        self._cut()

    def _cut(self) -> None:
        for connection in self._sockets:
            try:
                # The socket's own: of an SSLSocket it would wait for what another thread reads.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                continue  # closed already

    def _watch(self, request: httpx.Request) -> None:
        timeout = request.extensions.get("timeout", {})
        request.extensions["timeout"] = timeout | {"connect": _CONNECT}
        request.extensions["trace"] = self._note

    def _note(self, event: str, info: dict[str, Any]) -> None:
        """Keeps the sockets that httpcore opens."""
        stream = info.get("return_value")
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")) and stream:
            self._sockets.append(stream.get_extra_info("socket"))
            if self.expired:
                self._cut()

    def _bound(self, response: httpx.Response) -> None:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise TooMuch("a compressed reply, which was not asked for")
        response.stream = _Counted(response.stream)


class _Counted(httpx.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if size > MAX_BYTES:
                raise TooMuch(f"more than {MAX_BYTES:,} bytes")
            yield chunk

    def close(self) -> None:
        self._stream.close()


@functools.cache
def _trust() -> ssl.SSLContext:
    """Reading the certificates takes longer than a short reply."""
    return httpx.create_ssl_context()
