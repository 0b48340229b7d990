"""A stand-in for Daily Papers and arXiv on this machine, which can misbehave as told."""

import json
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Query = dict[str, str]
Fault = Callable[["Handler"], None]  # instead of an answer


class PaperServer(ThreadingHTTPServer):
    """Answers `/api/daily_papers?date=` from `days`, `/api/query` with what `feed` gives.

    `faults` has for a day, or for "feed", what is done instead, each once and in order. `asked` is
    every request's query.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.days: dict[str, bytes] = {}
        self.feed: Callable[[Query], bytes] = lambda _: b""
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.asked: list[Query] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def asked_days(self) -> list[str]:
        """The days that were asked for, and that it is empty from now on."""
        days = [query["date"] for query in self.asked]
        self.asked.clear()
        return days


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: PaperServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(query)
        faults = self.server.faults[query.get("date", "feed")]
        if faults:
            faults.pop(0)(self)
        elif parts.path == "/api/daily_papers":
            self.answer(self.server.days.get(query["date"], b"[]"))
        elif parts.path == "/api/query":
            self.answer(self.server.feed(query), "application/atom+xml")
        else:
            self.answer(b"no such page", "text/plain", 404)

    def answer(
        self, body: bytes, kind: str = "application/json", status: int = 200, **headers: str
    ) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def busy(status: int, **headers: str) -> Fault:
    """An answer of that status."""
    return lambda handler: handler.answer(b"busy", "text/plain", status, **headers)


def say(body: bytes) -> Fault:
    """That body, as if all were well."""
    return lambda handler: handler.answer(body)


def hang(handler: Handler) -> None:
    """Say nothing, longer than a test waits."""
    time.sleep(1.5)


def break_off(handler: Handler) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b'[{"paper": {"id": "2507.1')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serve_papers() -> Iterator[PaperServer]:
    with PaperServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def list_paper(id: str, upvotes: int = 1, **paper: object) -> dict[str, Any]:
    """A paper as Daily Papers lists it."""
    return {
        "paper": {
            "id": id,
            "title": f"On Ponds, Part {id}",
            "summary": f"We study pond number {id}. It is wet.",
            "authors": [{"name": "Ada Lovelace"}, {"name": "Bo Li"}],
            "publishedAt": "2025-10-01T16:41:21.000Z",
            "submittedOnDailyAt": "2025-10-02T01:37:19.365Z",
            "upvotes": upvotes,
            "organization": {"name": "acme", "fullname": "Acme Research"},
            "githubRepo": "https://github.com/acme/ponds",
            **paper,
        },
        "numComments": 2,
    }


def list_papers(*ids: str, upvotes: int = 1) -> bytes:
    """A day's answer."""
    return json.dumps([list_paper(id, upvotes) for id in ids]).encode()
