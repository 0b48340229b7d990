"""One exchange with a web server: what ends it, and which way it goes."""

import time
import tracemalloc
from collections.abc import Iterator

import httpx
import pytest

from index.errors import ExchangeEnded
from index.exchange import BadEnvironment, Downgraded, Exchange, TooMuch
from tests.conftest import find_port
from tests.hostile_server import BOMB, ENDLESS, OK, PACKED, answer, running

SECONDS, MOST = 1.0, 2_000_000
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def fetch(url: str, **options: object) -> bytes:
    """The body, with as many redirects as httpx follows."""
    given: dict[str, object] = {"timeout": 5.0, "follow_redirects": True, "encoding": "gzip"}
    with Exchange(SECONDS, MOST, **given | options) as exchange:  # type: ignore[arg-type]
        return exchange.http.get(url).content


@pytest.fixture
def memory() -> Iterator[None]:
    """Fails a test that holds more than some of what is sent to it."""
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize("script", ENDLESS.values(), ids=ENDLESS.keys())
def test_what_has_no_end_is_cut(script: object) -> None:
    began = time.monotonic()
    with (
        running(script) as server,  # type: ignore[arg-type]
        pytest.raises((ExchangeEnded, httpx.TooManyRedirects)),
    ):
        fetch(server.address)
    assert time.monotonic() - began < 10 * SECONDS


def test_a_redirect_is_followed_without_its_body() -> None:
    with running(ENDLESS["a redirect's body"]) as server, pytest.raises(httpx.TooManyRedirects):
        fetch(server.address)
    assert max(caller.sent for caller in server.callers) < 20_000_000  # what sockets hold


def test_what_was_cut_is_not_taken_for_a_whole() -> None:
    """An answer without a length ends where its connection does."""
    with (
        running(answer(f"{OK}\n", b"[]", 10 * SECONDS)) as server,
        pytest.raises(ExchangeEnded, match=r"^takes more than 1 s to answer$"),
    ):
        fetch(server.address)


def test_more_than_was_asked_for_is_said() -> None:
    with (
        running(ENDLESS["a body"]) as server,
        pytest.raises(TooMuch, match=r"^more than 2,000,000 bytes$"),
    ):
        fetch(server.address)


def test_what_is_packed_otherwise_than_asked_for_is_not_unpacked() -> None:
    with (
        running(answer(PACKED, BOMB)) as server,
        pytest.raises(TooMuch, match=r"a compressed reply .'gzip'., which was not asked for"),
    ):
        fetch(server.address, encoding="identity")


def test_a_redirect_from_https_to_http_is_refused() -> None:
    """By the client's own steps: no certificate of a test's is trusted."""
    with Exchange(SECONDS, MOST) as exchange:
        for url in ("http://127.0.0.1/", "https://127.0.0.1/"):  # this way it is well
            exchange._prepare(httpx.Request("GET", url))
        with pytest.raises(Downgraded, match="from https to http"):
            exchange._prepare(httpx.Request("GET", "http://127.0.0.1/"))


NOTHING = f"http://127.0.0.1:{find_port()}"


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ALL_PROXY", "socks5://u:hush@127.0.0.1:9",
         r'ALL_PROXY names .*: pip install "httpx\[socks\]", or unset ALL_PROXY$'),
        ("all_proxy", "socks5://127.0.0.1:9", "all_proxy names a SOCKS proxy"),
        ("HTTP_PROXY", "http://:::",
         "HTTP_PROXY='http://:::' is no proxy .*; write http://host:port, or unset it"),
        ("HTTPS_PROXY", "ftp://u:hush@tides:9", "HTTPS_PROXY='ftp://tides:9' is no proxy"),
        ("HTTP_PROXY", "http://[::1", "HTTP_PROXY='http://.::1' is no proxy"),
        ("NO_PROXY", "[::1]", "NO_PROXY or SSL_CERT_FILE cannot be used"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named_and_this_machine_is_reached_all_the_same(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadEnvironment, match=told) as refused:
        fetch("http://tides.example/")
    assert "hush" not in str(refused.value)
    with running(answer(f"{OK}Content-Length: 2\n\n", b"[]", 9)) as server:
        assert fetch(server.address) == b"[]"


def test_certificates_that_are_not_there_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from index import exchange

    exchange._trust.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", "/no/such/file")
    with pytest.raises(BadEnvironment, match=r"SSL_CERT_FILE cannot be used .*No such file"):
        fetch("https://tides.example/")
    exchange._trust.cache_clear()


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_way_through_a_proxy_is_known_and_this_machine_is_asked_past_it(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, NOTHING)
    with Exchange(SECONDS, MOST) as exchange, pytest.raises(httpx.ConnectError):
        exchange.http.get("http://tides.example/")
    assert exchange.way == f" through {variable}"
    with (
        running(answer(f"{OK}Content-Length: 2\n\n", b"[]", 9)) as server,
        Exchange(SECONDS, MOST) as exchange,
    ):
        assert exchange.http.get(server.address).json() == []
    assert exchange.way == ""
