"""What a reverse proxy says of a request, and what anybody else says of it."""

import asyncio
from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from page.serving.asgi import ADVICE, Receive, Scope, Send, find_path
from page.serving.proxy import Forwarded

PROXY, STRANGER = "10.0.0.5", "10.0.1.5"


def ask(path: str = "/", peer: str = PROXY, *more: tuple[str, str], **said: str) -> Any:
    """What the page is asked where the peer says this of a request, and what it then answers."""
    seen: dict[str, Any] = {}

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        seen.update(scope, headers=dict(scope["headers"]), inside=find_path(scope))
        headers = [
            (b"set-cookie", b"a=1; HttpOnly; Path=/"),
            (b"set-cookie", b"b=2; Path=/;Secure"),
        ]
        headers += [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def call() -> httpx.Response:
        fronted = Forwarded(page, (ip_network("10.0.0.0/24"), ip_network("::1")))
        transport = httpx.ASGITransport(fronted, client=(peer, 5))
        headers = [("X-Forwarded-" + name, value) for name, value in said.items()] + list(more)
        async with httpx.AsyncClient(transport=transport, base_url="http://inner:8000") as client:
            return await client.get(path, headers=headers)

    return seen, asyncio.run(call())


@pytest.mark.parametrize("peer", [PROXY, "::1"])
def test_the_proxy_says_what_the_browser_had_asked(peer: str) -> None:
    said = {"For": "192.0.2.7", "Proto": "https", "Host": "papers.example:8443"}
    seen, _ = ask("/login", peer, **said)
    assert seen["client"][0] == "192.0.2.7"
    assert seen["scheme"] == "https"
    assert seen["headers"][b"host"] == b"papers.example:8443"
    assert (seen["root_path"], seen["path"]) == ("", "/login")
    assert not [name for name in seen["headers"] if name.startswith(b"x-")]


@pytest.mark.parametrize("peer", [STRANGER, "::2", "", "testclient"])
def test_nobody_else_is_heard(peer: str) -> None:
    said = {"For": "192.0.2.7", "Proto": "https", "Host": "evil.example", "Prefix": "/evil"}
    more = [("Forwarded", "host=evil.example"), ("X-Gradio-Server", "http://evil.example/")]
    seen, response = ask("/", peer, *more, **said)
    assert seen["client"][0] == peer
    assert seen["scheme"] == "http"
    assert seen["headers"][b"host"] == b"inner:8000"
    assert seen["root_path"] == ""
    assert b"evil" not in b"".join([*seen["headers"], *seen["headers"].values()])
    assert response.headers.get_list("set-cookie")[0] == "a=1; HttpOnly; Path=/"


def test_of_several_values_the_last_counts_which_the_proxy_itself_has_added() -> None:
    more = [("X-Forwarded-For", "192.0.2.8")]
    said = {"For": "192.0.2.66, 192.0.2.7", "Proto": "http, https", "Host": "evil, good"}
    seen, _ = ask("/", PROXY, *more, **said)
    assert seen["client"][0] == "192.0.2.8"
    assert seen["scheme"] == "https"
    assert seen["headers"][b"host"] == b"good"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("192.0.2.7:5678", "192.0.2.7"),  # else each connection would be somebody else
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:5678", "2001:db8::1"),
        ("unknown", PROXY),
        ("1.2.3.4.5", PROXY),
        ("", PROXY),
    ],
)
def test_a_client_is_known_by_its_address_alone(said: str, address: str) -> None:
    assert ask("/", PROXY, For=said)[0]["client"][0] == address


@pytest.mark.parametrize("path", ["/login", "/ask/papers/login"])
@pytest.mark.parametrize("prefix", ["/ask/papers", "/ask/papers/"])
def test_the_page_is_below_the_prefix_whether_the_proxy_takes_it_off_or_not(
    path: str, prefix: str
) -> None:
    seen, _ = ask(path, Prefix=prefix)
    assert seen["root_path"] == "/ask/papers"
    assert seen["path"] == "/ask/papers/login"
    assert seen["inside"] == "/login"


def test_what_only_begins_like_the_prefix_is_not_below_it() -> None:
    assert ask("/askpapers.js", Prefix="/ask")[0]["inside"] == "/askpapers.js"


def test_the_prefix_alone_leads_to_the_page() -> None:
    seen, response = ask("/ask?q=a%20b", Prefix="/ask")
    assert seen == {}
    assert response.status_code == 308
    assert response.headers["location"] == "/ask/?q=a%20b"


@pytest.mark.parametrize(
    "prefix", ["ask", "/a b", "/a;Domain=evil.example", "/a//b", "//evil", "/ä"]
)
def test_a_prefix_that_is_no_path_is_refused(prefix: str) -> None:
    seen, response = ask("/", PROXY, ("X-Forwarded-Prefix", prefix.encode()))  # type: ignore[arg-type]
    assert seen == {}
    assert response.status_code == 400
    assert "X-Forwarded-Prefix is no path" in response.text


def test_cookies_are_for_the_page_alone_and_for_tls_where_the_reader_has_it() -> None:
    _, response = ask(Proto="https", Prefix="/ask")
    first, second = response.headers.get_list("set-cookie")
    assert first == "a=1; HttpOnly; Path=/ask; Secure"
    assert second == "b=2; Path=/ask;Secure"
    _, response = ask(Proto="http")
    assert response.headers.get_list("set-cookie")[0] == "a=1; HttpOnly; Path=/"


def test_a_stream_says_that_no_proxy_shall_gather_it() -> None:
    assert ask()[1].headers["x-accel-buffering"] == "no"


@pytest.mark.parametrize(
    ("peer", "said", "advice"),
    [
        (STRANGER, {"Host": "a"}, "start it with --proxy ADDRESS and have the proxy send "
                                  "X-Forwarded-Host (this came from 10.0.1.5)"),
        (PROXY, {}, "have the proxy at 10.0.0.5 send X-Forwarded-Host, or keep Host"),
        (PROXY, {"Host": "a"}, "X-Forwarded-Host must be the Host that the browser sent"),
    ],
)  # fmt: skip
def test_what_may_be_missing_goes_along(peer: str, said: dict[str, str], advice: str) -> None:
    assert advice in ask("/", peer, **said)[0][ADVICE]
