"""What strangers may send to the page with a login: much, slowly or oddly, without and with one."""

import asyncio
import base64
import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from tests.conftest import ROOT, find_port, wait_for

ANN = ("ann", "low:tide")
QUESTION = "How does LoRA cut the number of trainable parameters?"


@dataclass(frozen=True, slots=True)
class Server:
    """app.py in a process of its own, with what it says on standard error."""

    url: str
    port: int
    pid: int
    log: Path

    def peak(self) -> int:
        """The most MB that it ever had resident."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024


@pytest.fixture(scope="module")
def server(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    port, log = find_port(), tmp_path_factory.mktemp("log") / "errors"
    options = ["--mcp", "--index", str(sample_folder), "--auth", ":".join(ANN), "--port", str(port)]
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "app.py", *options], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=errors
        ) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}/"
            wait_for(url, process)
            yield Server(url, port, process.pid, log)
        finally:
            process.terminate()


def pour(server: Server, head: str, part: bytes, most: int) -> bytes:
    """What the server answers to a request with so many bytes of body, if it takes them."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(f"{head}\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        try:
            for _ in range(most // len(part)):
                connection.sendall(part)
        except OSError:
            pass  # it has closed, and may have answered before
        try:
            return connection.recv(65536)
        except OSError:
            return b""


BIG = 100_000_000
FORM = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
POURED = {
    "a call": (f"POST /gradio_api/call/ask HTTP/1.1\r\nContent-Length: {BIG}", b""),
    "a question": (f"POST /gradio_api/queue/join HTTP/1.1\r\nContent-Length: {BIG}", b""),
    "a login": (
        f"POST /login HTTP/1.1\r\nContent-Length: {BIG}\r\n"
        "Content-Type: multipart/form-data; boundary=x",
        FORM,
    ),
    "chunks": ("POST /login HTTP/1.1\r\nTransfer-Encoding: chunked", b"10000\r\n"),
    "chunks to nowhere": ("PUT /gradio_api/upload HTTP/1.1\r\nTransfer-Encoding: chunked", b""),
}


def test_large_bodies_are_refused_unread(server: Server) -> None:
    before = server.peak()
    answers: dict[str, list[bytes]] = {name: [] for name in POURED}

    def send(name: str) -> None:
        head, begin = POURED[name]
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n" if "chunk" in name else begin + b"x" * 65536
        answers[name].append(pour(server, head, chunk, BIG))

    threads = [threading.Thread(target=send, args=(name,)) for name in [*POURED] * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.peak() - before < 30, "MB more than before"
    codes = {name: {said.split(b" ")[1] for said in a if said} for name, a in answers.items()}
    assert codes["a call"] | codes["a question"] | codes["a login"] | codes["chunks"] <= {b"413"}
    assert codes["chunks to nowhere"] <= {b"404"}
    assert sum(map(len, codes.values())) >= 3  # not all see why before they see that it has closed


def test_who_has_not_logged_in_is_told_so_before_anything_is_read(server: Server) -> None:
    head = "POST /gradio_api/queue/join HTTP/1.1\r\nContent-Length: 1000000"
    assert pour(server, head, b"x", 1).startswith(b"HTTP/1.1 401")
    for path in ("config", "gradio_api/info", "gradio_api/mcp/", "gradio_api/heartbeat/x"):
        assert httpx.get(server.url + path).status_code == 401
    for path in ("mcp", "mcp/", "mcp/schema", "mcp/sse", "mcp/messages/", "call/ask", "cancel"):
        assert httpx.post(f"{server.url}gradio_api/{path}", json={}).status_code in (401, 404)
    assert "auth_required" in httpx.get(server.url).text


def test_a_login_gives_both_cookies_and_other_sites_may_read_nothing(server: Server) -> None:
    form = {"username": ANN[0], "password": ANN[1]}
    with httpx.Client(base_url=server.url) as client:
        response = client.post("login", data=form)
        for_tls, for_any = sorted(response.headers.get_list("set-cookie"), key=len, reverse=True)
        assert re.match(r"access-token-[\w-]+=.*; Secure", for_tls)
        assert for_any.startswith("access-token-unsecure-")
        read = client.get("config", headers={"Origin": "http://evil.example"})
        assert read.status_code == 200
        assert not [name for name in read.headers if name.startswith("access-control")]


def use_tools(url: str, **headers: str) -> tuple[list[str], Any, Any]:
    """The tools' names, what `ask` gives, and what a wrong call is told."""

    async def use() -> tuple[list[str], Any, Any]:
        async with (
            httpx.AsyncClient(headers=headers, timeout=60) as http,
            streamable_http_client(f"{url}gradio_api/mcp/", http_client=http) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            heard: list[float] = []

            async def hear(progress: float, total: float | None, message: str | None) -> None:
                heard.append(progress)

            asked = await session.call_tool(
                "ask", {"question": QUESTION, "k": 3}, progress_callback=hear
            )
            assert heard == sorted(heard) != []
            wrong = await session.call_tool("search", {"query": "x", "k": 0})
            return [tool.name for tool in tools], asked, wrong

    return asyncio.run(use())


def test_tools_are_used_with_a_login_of_either_kind(server: Server) -> None:
    with httpx.Client(base_url=server.url) as client:
        client.post("login", data={"username": ANN[0], "password": ANN[1]})
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    coded = base64.b64encode(":".join(ANN).encode()).decode()
    for headers in ({"Cookie": cookies}, {"Authorization": f"Basic {coded}"}):
        names, asked, wrong = use_tools(server.url, **headers)
        assert names == ["ask", "search", "paper"]
        answer = json.loads(asked.content[0].text)
        assert answer["citations"][0]["paper"]["id"] == "2106.09685"
        assert len(answer["passages"]) == 3
        assert wrong.isError
        assert "1 to 100, not 0" in wrong.content[0].text
    with pytest.raises(BaseExceptionGroup):
        use_tools(server.url)


def test_programs_ask_with_a_name_and_a_password(server: Server) -> None:
    call = f"{server.url}gradio_api/call"
    asked = httpx.post(f"{call}/v2/ask", json={"question": QUESTION}, auth=ANN)
    events = httpx.get(f"{call}/ask/{asked.json()['event_id']}", auth=ANN, timeout=60)
    assert "2106.09685" in events.text


RAW = ["NaN", "Infinity", "-1e999", "1" + "0" * 400, "[" * 3000 + "]" * 3000, '"\\ud800"', "tru"]
ODD: list[object] = [
    None,
    "",
    5,
    -1,
    1.5,
    True,
    [],
    [[]],
    {},
    {"a": [1]},
    "x" * 3000,
    "\x1b[31m\x00",
    "2024-13",
]
COMMANDS = [
    "[1]", "5", "null", "{", "[" * 5000, '{"do": ["clear"]}', '{"do": "restore"}',
    '{"do": "restore", "turns": {"a": 1}}', '{"do": "restore", "turns": [1, null, {"key": "a"}]}',
    '{"do": "ask", "query": 5}', '{"do": "ask", "query": "q=x&k=99999999999999999999"}',
    '{"do": "ask", "query": "q=x&counts=upvotes:99999999999999999999999:"}',
    '{"do": "keep", "kept": 5}', '{"do": "keep", "kept": [[1], null]}',
]  # fmt: skip


def odd_requests(events: int) -> Iterator[tuple[str, str]]:
    """Paths below gradio_api, and bodies."""
    values = [*map(json.dumps, ODD), *RAW]
    for value in values:
        for name in ("ask", "search", "paper"):
            yield f"call/{name}", f'{{"data": [{value}]}}'
            yield f"call/{name}", f'{{"data": {value}}}'
            yield f"run/{name}", f'{{"data": ["x", {value}, {value}]}}'
            yield (
                f"call/v2/{name}",
                f'{{"question": "x", "query": "x", "id": {value}, "k": {value}}}',
            )
        for place in ("model", "since", "author"):
            yield "call/v2/ask", f'{{"question": "What is LoRA?", "{place}": {value}}}'
        yield "call/nowhere", value
        yield "call/v2/nowhere", value
        yield "mcp/", value
        yield "mcp/", f'{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {value}}}'
        for path in ("queue/join", "cancel", "reset", "api/paper"):
            yield path, value
            yield path, f'{{"data": [], "session_hash": {value}, "fn_index": {value}}}'
    for event, value in product(
        range(-1, events + 1), ['"x"', "null", "[1]", '{"index": "x"}', "NaN"]
    ):
        data = ", ".join([value] * 8)
        for count, extra in ((8, ""), (2, f', "event_data": {value}, "trigger_id": 5')):
            given = ", ".join([value] * count) if extra else data
            yield (
                "queue/join",
                f'{{"data": [{given}], "fn_index": {event}, "session_hash": "s"{extra}}}',
            )
    for event, command in product((17,), COMMANDS):
        controls = [None, "", "", None, "", 10, "quote"]
        call = {"data": [command, *controls], "fn_index": event, "session_hash": "t"}
        yield "queue/join", json.dumps(call)


def test_whatever_is_sent_is_a_line_of_the_log_at_most(server: Server) -> None:
    codes: set[int] = set()
    with httpx.Client(base_url=f"{server.url}gradio_api/", auth=ANN, timeout=60) as client:
        events = len(client.get("../config").json()["dependencies"])
        kinds = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
        }
        for path, body in odd_requests(events):
            response = client.post(path, content=body.encode(), headers=kinds)
            codes.add(response.status_code)
            assert not re.search(r"Traceback|File \"|Error\b.*line", response.text), response.text
            if response.status_code >= 500:
                assert "error" in response.json()
        for path in ("queue/data", "queue/data?session_hash=x", "call/ask/x", "call/v2/ask/x"):
            with client.stream("GET", path) as stream:
                codes.add(stream.status_code)
        asked = client.post("call/v2/ask", json={"question": QUESTION}).json()["event_id"]
        assert "2106.09685" in client.get(f"call/ask/{asked}").text
    lines = server.log.read_text().splitlines()
    assert codes <= {200, 202, 400, 404, 405, 406, 413, 415, 422, 500}
    assert [line for line in lines if "Traceback" in line or line.startswith(" ")] == []
    assert [line for line in lines if not line.isprintable() or len(line) > 1500] == []
    assert any("has the id" in line for line in lines)
