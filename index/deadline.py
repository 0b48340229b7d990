"""DOOR. The end of an exchange with a server, whatever the server does: its sockets are cut.

Timeouts alone do not do: each byte starts a read timeout anew, and a server may send one a minute
for ever. Nor does a look at the clock between two pieces of what comes: what is sent may have no
pieces, as headers and compressed nothing have none.
"""

import socket
import threading


class Deadline:
    """A context that cuts the sockets that it watches after so many seconds, and at its end.

    `expired` says that the seconds are over; what was cut may then look like an end.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds, self.expired = seconds, False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(max(0.0, seconds), self._expire)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> None:
        """Cut this one too; at once where the time is over."""
        self._sockets.append(connection)
        if self.expired:
            self._cut()

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._cut()  # an answer that is left half read holds on to the server

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
