"""How long a connection may take to ask."""

import asyncio
from typing import Any

from uvicorn.protocols.http import auto

SECONDS = 30.0
MOST = 64 * 1024  # bytes before a request begins: its headers, of which a browser sends some KB


class Patience:
    """Of a uvicorn protocol: closes what does not come to a whole request's headers in time.

    uvicorn itself waits forever, and for headers of any length. An answer takes as long as it
    takes, and so does who reads it; `page.serving.bodies` has an eye on what is sent.
    """

    seconds = SECONDS
    cycle: Any
    transport: asyncio.Transport
    _limit: asyncio.TimerHandle | None = None
    _fed = 0

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)  # type: ignore[misc]
        self._start()

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        is_body = before is not None and before.more_body
        super().data_received(data)  # type: ignore[misc]
        if self.cycle is not before:  # a request has begun
            self._stop()
        elif not is_body:
            self._fed += len(data)
            if self._fed > MOST:
                self.transport.close()
            elif self._limit is None and self._waits():
                self._start()

    def connection_lost(self, error: Exception | None) -> None:
        self._stop()
        super().connection_lost(error)  # type: ignore[misc]

    def _waits(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _start(self) -> None:
        self._limit = asyncio.get_running_loop().call_later(self.seconds, self._end)

    def _stop(self) -> None:
        self._fed = 0
        if self._limit:
            self._limit.cancel()
            self._limit = None

    def _end(self) -> None:
        self._limit = None
        if self._waits():
            self.transport.close()


def limit_patience() -> None:
    """Let uvicorn have it in every server that is started from now on."""
    protocol = auto.AutoHTTPProtocol
    if not issubclass(protocol, Patience):
        auto.AutoHTTPProtocol = type("PatientProtocol", (Patience, protocol), {})
