"""A stand-in for any OpenAI-compatible server on this machine, which can misbehave as told."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Script = Callable[["Handler"], None]
Reply = str | int | bytes  # what the model says, an HTTP status, or a body as it is


class LlmServer(ThreadingHTTPServer):
    """Speaks OpenAI's chat completions as `script` has it; `seen` are the requests' bodies.

    The question whether it is there it answers by itself, unless `proves` is false: then that is
    the script's too.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: Script = lambda handler: handler.stream("A", " reply", ".")
        self.proves = True
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.card: Any = {"data": [{"id": "other"}, {"id": "tiny"}]}
        self.paths: set[str] = set()
        self.gone = threading.Event()  # whoever asked has hung up

    @property
    def spec(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1#tiny"

    def handle_error(self, *_: object) -> None:
        self.gone.set()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: LlmServer

    def do_POST(self) -> None:
        self.body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = self.body["messages"][-1]["content"]
        if self.server.proves and asked.startswith("Reply with one word"):
            self.say("yes")
            return
        self.server.seen.append(self.body)
        self.server.paths.add(self.path)
        self.server.headers.append(dict(self.headers))
        self.server.script(self)

    def do_GET(self) -> None:
        self.send_json(200, self.server.card)

    def start(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def reply(self, reply: Reply) -> None:
        """A status comes with an error that repeats the key, over two lines and in red."""
        if (self.path, self.body["model"]) != ("/v1/chat/completions", "tiny"):
            reply = 404
        if isinstance(reply, int):
            message = f"\x1b[31mno\nluck, {self.headers['Authorization']}"
            self.send_json(reply, {"error": {"message": message}})
        elif isinstance(reply, bytes):
            self.send_body(200, reply)
        else:
            self.say(reply)

    def say(self, text: str) -> None:
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        self.send_json(200, {"id": "1", "object": "chat.completion", "choices": [choice]})

    def send_json(self, status: int, body: Any, **headers: str) -> None:
        self.send_body(status, json.dumps(body).encode(), **headers)

    def send_body(self, status: int, data: bytes, **headers: str) -> None:
        self.start(
            status, Content_Type="application/json", Content_Length=str(len(data)), **headers
        )
        self.wfile.write(data)

    def piece(self, text: str, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
        event = {"id": "1", "object": "chat.completion.chunk", "choices": [choice]}
        self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())

    def stream(self, *texts: str, ends: bool = True) -> None:
        self.start(Content_Type="text/event-stream")
        for text in texts:
            self.piece(text)
        if ends:
            self.piece("", "stop")
            self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Into nobody's terminal."""


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[None]:
    """The server runs in a thread, which ends whatever happens."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
