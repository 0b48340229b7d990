"""How long a connection may take to ask, on a real server."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http import auto
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from page.engine.patience import Patience, limit_patience
from page.serving.asgi import Receive, Scope, Send

SECONDS = 0.5
FEW = 2**21 // 4096  # parts that are sent before it is seen that nobody reads them any more
GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
Connect = Callable[[], socket.socket]


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Says something for three times as long as headers may take, once it has read all."""
    while scope["method"] == "POST" and (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(6):
        await asyncio.sleep(SECONDS / 2)
        await send({"type": "http.response.body", "body": b"tick ", "more_body": True})
    await send({"type": "http.response.body", "body": b"end"})


@contextmanager
def listening(protocol: Any) -> Iterator[Connect]:
    patient = type("Short", (Patience, protocol), {"seconds": SECONDS})
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(stream, http=patient, lifespan="off", log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([door],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield lambda: socket.create_connection(door.getsockname(), timeout=20)
        server.should_exit = True
        thread.join()


@pytest.fixture(params=[HttpToolsProtocol, H11Protocol], scope="module")
def connect(request: pytest.FixtureRequest) -> Iterator[Connect]:
    with listening(request.param) as connect:
        yield connect


def read_all(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    read = b""
    try:
        while part := connection.recv(65536):
            read += part
    except ConnectionResetError:
        pass
    return read


def drip(connection: socket.socket, part: bytes, pause: float, most: int) -> int:
    """How many of so many parts were sent until the server had enough."""
    connection.settimeout(pause or 0.001)
    for sent in range(most):
        try:
            connection.sendall(part)
            if connection.recv(1) == b"":
                return sent
        except TimeoutError:
            continue
        except OSError:
            return sent
    return most


@pytest.mark.parametrize("begun", [b"", b"GET / HT", GET])
def test_who_never_asks_is_let_go(connect: Connect, begun: bytes) -> None:
    with connect() as connection:
        connection.sendall(begun)
        assert read_all(connection) == b""


def test_headers_that_drip_end_and_others_do_not_wait(connect: Connect) -> None:
    slow = [connect() for _ in range(50)]
    for connection in slow:
        connection.sendall(GET)
    with connect() as other:
        other.sendall(GET + b"Connection: close\r\n\r\n")
        assert drip(slow[0], b"X: y\r\n", 0.1, 200) < 200
        assert all(read_all(connection) == b"" for connection in slow[1:])
        assert b"end" in read_all(other)
    for connection in slow:
        connection.close()


def test_the_next_request_on_a_connection_may_not_drip_either(connect: Connect) -> None:
    with connect() as connection:
        connection.sendall(GET + b"\r\n")
        read = b""
        while not read.endswith(b"0\r\n\r\n"):
            read += connection.recv(65536)
        assert b"end" in read
        connection.sendall(GET)
        assert drip(connection, b"X: y\r\n", 0.1, 200) < 200


def test_headers_have_a_length(connect: Connect) -> None:
    with connect() as connection:
        connection.sendall(GET + b"X: ")
        assert drip(connection, b"x" * 4096, 0, 1000) < FEW


def test_headers_that_are_sent_while_another_is_answered_have_a_length_too() -> None:
    """h11 stops reading then."""
    with listening(HttpToolsProtocol) as connect, connect() as connection:
        connection.sendall(GET + b"\r\n" + GET + b"X: ")
        assert drip(connection, b"x" * 4096, 0, 1000) < FEW


def test_bodies_are_no_headers(connect: Connect) -> None:
    with connect() as connection:
        head = f"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {2 * 10**6}"
        connection.sendall(head.encode() + b"\r\n\r\n" + b"x" * 10**6)
        time.sleep(2 * SECONDS)
        connection.sendall(b"x" * 10**6)
        assert read_all(connection).count(b"tick") == 6


def test_who_reads_slowly_reads_to_the_end(connect: Connect) -> None:
    with connect() as connection:
        connection.sendall(GET + b"Connection: close\r\n\r\n")
        time.sleep(2 * SECONDS)
        assert read_all(connection).count(b"tick") == 6


def test_every_server_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auto, "AutoHTTPProtocol", HttpToolsProtocol)
    limit_patience()
    limit_patience()
    config = uvicorn.Config(stream)
    config.load()
    assert issubclass(config.http_protocol_class, Patience)
    assert config.http_protocol_class.__mro__.count(Patience) == 1
