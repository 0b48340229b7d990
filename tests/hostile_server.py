"""A server on this machine that never comes to an end, whatever it speaks."""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[["Caller"], None]


class Caller:
    """Who has called: what a script says to them, and hears."""

    def __init__(self, connection: socket.socket, port: int) -> None:
        self.connection, self.port = connection, port
        self.sent = 0  # bytes

    def say(self, data: bytes) -> None:
        self.connection.sendall(data)
        self.sent += len(data)

    def go_on(self, data: bytes, pause: float = 0.0) -> None:
        """Say the same again and again, for as long as somebody listens."""
        while True:
            self.say(data)
            time.sleep(pause)


class HostileServer:
    """Does for each caller what its script says; `callers` are those that there were."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.callers: list[Caller] = []

    def run(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                connection, _ = self._listening.accept()
                caller = Caller(connection, self.port)
                self.callers.append(caller)
                threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: Caller) -> None:
        with suppress(OSError), caller.connection:  # until they hang up
            self._script(caller)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for caller in self.callers:
            caller.connection.close()


@contextmanager
def running(script: Script) -> Iterator[HostileServer]:
    server = HostileServer(script)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


def answer(head: str, body: bytes = b"", pause: float = 0.0) -> Script:
    """A web server that reads a request, says the head's lines, and then the body without end.

    PORT in the head is its own.
    """

    def script(caller: Caller) -> None:
        caller.connection.recv(65_536)
        lines = head.replace("PORT", str(caller.port))
        caller.say(lines.replace("\n", "\r\n").encode("latin-1"))
        caller.go_on(body, pause)

    return script


OK = "HTTP/1.1 200 OK\nContent-Type: application/json\n"
PACKED = f"{OK}Content-Encoding: gzip\n\n"
NAMED = "\x1f\x8b\x08\x08\0\0\0\0\0\x03"  # the head of a gzip file, up to its name
BOMB = gzip.compress(bytes(50_000_000))  # 50 KB
ROUND = "HTTP/1.1 302 Found\nLocation: http://127.0.0.1:PORT/\n"
# What each needs that nothing is told of: more than bytes that were unpacked, or pieces of a body.
ENDLESS = {
    "103 answers": answer("", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "header bytes one by one": answer("HTTP/1.1 200 OK\nX-Long: ", b"a", 0.05),
    "bytes of a body one by one": answer(f"{OK}\n", b" ", 0.05),
    "chunks of one byte": answer(f"{OK}Transfer-Encoding: chunked\n\n", b"1\r\n \r\n", 0.05),
    "bytes of a gzip name one by one": answer(f"{PACKED}{NAMED}", b"a", 0.05),
    "a gzip name": answer(f"{PACKED}{NAMED}", b"a" * 65_536),
    "empty gzip blocks": answer(f"{PACKED}{NAMED[:3]}\0\0\0\0\0\0\x03", b"\0\0\0\xff\xff" * 9_999),
    "a body": answer(f"{OK}\n", b" " * 65_536),
    "a redirect's body": answer(f"{ROUND}\n", b" " * 65_536),
    "a redirect's bomb": answer(f"{ROUND}Content-Encoding: gzip\n\n", BOMB),
    "a redirect's body byte by byte": answer(f"{ROUND}\n", b" ", 0.05),
}
