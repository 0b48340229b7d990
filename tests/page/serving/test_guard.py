"""What stands before the page's server, and what a browser may do."""

import asyncio
from typing import Any

import httpx
import pytest

from page.serving.access import Throttle
from page.serving.asgi import App, Message, Receive, Scope, Send
from page.serving.guard import Guard
from page.serving.proxy import Forwarded

PAGE = "<html><head></head><script>1</script><script type=module src=./assets/x.js></script></html>"


async def serve_page(scope: Scope, receive: Receive, send: Send) -> None:
    """A page for every path; logging in fails."""
    login = scope["path"] == "/login"
    headers = [(b"content-type", b"text/html"), (b"content-length", b"1")]
    start: Message = {"type": "http.response.start", "status": 400 if login else 200}
    await send({**start, "headers": headers})
    await send({"type": "http.response.body", "body": PAGE[:9].encode(), "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[9:].encode()})


def request(
    path: str, method: str = "GET", guard: App | None = None, **headers: Any
) -> httpx.Response:
    async def call() -> httpx.Response:
        transport = httpx.ASGITransport(guard or Guard(serve_page, "let x;"))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(call())


def test_only_scripts_of_the_page_itself_may_run() -> None:
    response = request("/")
    policy = response.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert response.text.count(f'<script nonce="{nonce}"') == 3
    assert "<script>" not in response.text
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'nonce-" in policy
    assert int(response.headers["content-length"]) == len(response.content)
    assert request("/").headers["content-security-policy"] != policy


def test_the_page_s_own_script_is_served() -> None:
    response = request("/askpapers.js")
    assert response.text == "let x;"
    assert response.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/upload",
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/file=/etc/passwd",
        "/gradio_api/proxy=http://evil.example/",
        "/gradio_api/runs",
        "/gradio_api/deep_link",
        "/monitoring",
        "/gradio_api/vibe-code",
        "/assets/../../etc/passwd/../../../gradio_api/upload",
    ],
)
def test_uploads_files_and_the_rest_are_not_there(path: str) -> None:
    assert request(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/gradio_api/call/ask/1"])
def test_what_the_page_needs_is_there(path: str) -> None:
    assert request(path).status_code == 200


def test_another_site_cannot_pass_for_this_page_or_ask_here() -> None:
    assert request("/", Host="evil.example").status_code == 421
    assert request("/", Host="127.0.0.1:7860").status_code == 200
    open_to_all = Guard(serve_page, local=False)
    assert request("/", guard=open_to_all, Host="papers.example").status_code == 200
    asked = request("/gradio_api/queue/join", "POST", Origin="http://evil.example")
    assert asked.status_code == 403
    own = request("/gradio_api/queue/join", "POST", Origin="http://localhost")
    assert own.status_code == 200


def test_a_refusal_says_what_came_and_what_may_be_missing(caplog: pytest.LogCaptureFixture) -> None:
    app = Forwarded(Guard(serve_page))
    asked = [
        request("/gradio_api/queue/join", "POST", app, Origin="https://papers.example")
        for _ in range(3)
    ]
    advice = (
        "if a reverse proxy stands before this page, start it with --proxy ADDRESS and have the "
        "proxy send X-Forwarded-Host (this came from 127.0.0.1)"
    )
    came = "Origin is 'https://papers.example', Host 'localhost'"
    assert asked[0].text == f"another site's page may not ask here: {came}; {advice}"
    found = request("/", guard=app, Host="papers.example")
    only = "this page answers to localhost only, not to 'papers.example'"
    assert found.text == f"{only}; {advice}"
    assert caplog.messages == [asked[0].text, found.text]


def test_strangers_cannot_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    guard = Guard(serve_page)
    for n in range(150):
        assert request("/", guard=guard, Host=f"{n}.example\x1b[31m\n").status_code == 421
    assert len(caplog.messages) == 100
    assert not any(char in "".join(caplog.messages) for char in "\x1b\n")


def test_guessing_passwords_gets_slow() -> None:
    guard = Guard(serve_page)
    codes = [request("/login", "POST", guard).status_code for _ in range(Throttle.FREE + 1)]
    assert codes == [400] * Throttle.FREE + [429]


async def answer_odd(scope: Scope, receive: Receive, send: Send) -> None:
    """Two cookies, and a header of which we have another."""
    headers = [
        (b"set-cookie", b"a=1; Secure"),
        (b"set-cookie", b"b=2"),
        (b"referrer-policy", b"unsafe-url"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def test_headers_that_come_twice_stay() -> None:
    response = request("/config", guard=Guard(answer_odd))
    assert response.headers.get_list("set-cookie") == ["a=1; Secure", "b=2"]
    assert response.headers.get_list("referrer-policy") == ["no-referrer"]


async def fail(scope: Scope, receive: Receive, send: Send) -> None:
    """At once, or in the midst of a stream."""
    if scope["path"].startswith("/gradio_api/queue"):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
    raise KeyError("secret\x1b[31m")


def test_what_fails_is_one_line_of_the_log_and_says_nothing_of_itself(
    caplog: pytest.LogCaptureFixture,
) -> None:
    guard = Guard(fail)
    response = request("/gradio_api/call/%1bx", "POST", guard)
    assert (response.status_code, response.text) == (400, "this request cannot be answered")
    assert request("/gradio_api/queue/data", guard=guard).text == "begun"
    first, second = caplog.records
    assert first.getMessage().startswith("POST '/gradio_api/call/\\x1bx' failed: KeyError ")
    for record in (first, second):
        assert record.exc_info is None
        assert record.getMessage().isprintable()
        assert " at test_guard.py:" in record.getMessage()


def test_there_are_no_websockets() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    asyncio.run(Guard(serve_page)({"type": "websocket", "path": "/"}, receive, send))
    assert sent == [{"type": "websocket.close"}]


def test_of_many_guesses_at_once_no_more_are_checked() -> None:
    guard = Guard(slow_login)

    async def call() -> list[int]:
        transport = httpx.ASGITransport(guard)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            guesses = [client.post("/login") for _ in range(4 * Throttle.FREE)]
            return [response.status_code for response in await asyncio.gather(*guesses)]

    assert sorted(asyncio.run(call())) == [400] * Throttle.FREE + [429] * 3 * Throttle.FREE


async def slow_login(scope: Scope, receive: Receive, send: Send) -> None:
    """Takes a moment, in which others are asked for, and fails."""
    await asyncio.sleep(0.2)
    await serve_page(scope, receive, send)
