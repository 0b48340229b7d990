"""One server asked politely: when again, when no more, and never another."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from index.errors import BadSource
from index.readers.live.web import BadAnswer, Manners, NoAnswer, Refused, Web, read_retry_after
from tests.hostile_server import BOMB, ENDLESS, PACKED, Script, answer, running
from tests.index.readers.live.conftest import RANGE, read
from tests.paper_server import (
    Fault,
    Handler,
    PaperServer,
    busy,
    serve_papers,
)


def move_to(address: str) -> Fault:
    return lambda handler: handler.answer(b"", status=302, Location=address)


def test_a_server_that_wants_us_to_wait_for_an_hour_is_not_waited_for(server: PaperServer) -> None:
    server.faults["2025-10-02"] = [busy(429, Retry_After="3600")]
    (bad,) = read("hf:2025-10-02")
    assert "answers 429 Too Many Requests, and wants us to wait 3600 s" in str(bad)


def test_requests_keep_a_distance(server: PaperServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("index.readers.live.web.time.sleep", waited.append)
    read(RANGE, pause=200)
    assert len(server.asked) == len(waited) == 3
    assert waited[0] == 0
    assert all(100 < seconds <= 200 for seconds in waited[1:])  # less what the answer took


def test_a_redirect_stays_on_its_server(server: PaperServer) -> None:
    path = "/api/daily_papers?date=2025-10-02"
    server.faults["2025-10-01"] = [move_to(path)]
    assert read("hf:2025-10-01")[0].id == "2510.00003"  # type: ignore[union-attr]
    with serve_papers() as inner:  # on another port of this machine, as what only it can reach
        inner.days = server.days
        server.faults["2025-10-01"] = [move_to(f"{inner.address}{path}")]
        with pytest.raises(BadSource, match=f"sends us on to 127.0.0.1:{inner.server_port}, which"):
            read("hf:2025-10-01")
        assert inner.asked == []


def test_an_answer_that_is_packed_twice_is_not_unpacked(server: PaperServer) -> None:
    """A thousand bytes of it may be a thousand million."""
    twice = gzip.compress(gzip.compress(server.days["2025-10-02"]))
    server.faults["2025-10-02"] = [
        lambda handler: handler.answer(twice, Content_Encoding="gzip, gzip")
    ] * 5
    (complaint,) = read("hf:2025-10-02")
    assert "answers with a compressed reply ('gzip, gzip'), which was not asked for" in str(
        complaint
    )
    server.faults["2025-10-02"] = [
        lambda handler: handler.answer(gzip.decompress(twice), Content_Encoding="gzip")
    ]
    assert read("hf:2025-10-02")[0].id == "2510.00003"  # type: ignore[union-attr]


def test_no_message_shows_the_password_of_a_mirror(
    server: PaperServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server.address.replace("//", "//ann:hush@")
    monkeypatch.setenv("ASKPAPERS_HF_URL", address)
    server.faults["2025-10-01"] = [busy(500)] * 5 + [busy(403)]
    told = [str(read("hf:2025-10-01")[0])]
    for there in (address, f"{address}0/x y", f"ftp{address}"):
        monkeypatch.setenv("ASKPAPERS_HF_URL", there)
        with pytest.raises(BadSource) as refused:
            read("hf:2025-10-01")
        told.append(str(refused.value))
    assert "answers 500" in told[0]
    assert "answers 403" in told[1]
    assert [line for line in told if "hush" in line] == []


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    assert read_retry_after("7") == 7
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 55 < read_retry_after(soon) <= 60
    past = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
    assert [read_retry_after(text) for text in (past, "", "soon", "-5", "٣")] == [0, 0, 0, 0, 3]
    assert read_retry_after("9" * 400) == 86_400


def refuse(_: bytes) -> int:
    raise BadAnswer("is not what was asked for")


def test_an_answer_that_nobody_can_use_is_asked_for_again_and_not_for_ever(
    server: PaperServer,
) -> None:
    web = Web("ASKPAPERS_HF_URL", server.address, Manners(0.0, attempts=4))
    assert web.ask("/api/query", {"a": "b c"}, len) == 0
    assert server.asked == [{"a": "b c"}]
    with pytest.raises(NoAnswer, match="/api/query answers with what is not what was asked for"):
        web.ask("/api/query", {}, refuse)
    assert len(server.asked) == 5


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, Refused), (410, Refused), (403, BadSource), (401, BadSource), (503, NoAnswer)],
)
def test_a_refusal_says_whether_another_request_may_fare_better(
    server: PaperServer, status: int, kind: type[Exception]
) -> None:
    server.faults["feed"] = [busy(status)] * 2
    web = Web("ASKPAPERS_HF_URL", server.address, Manners(0.0, attempts=2))
    with pytest.raises(kind, match=f"answers {status} ") as refused:
        web.ask("/api/query", {}, len)
    assert type(refused.value) is kind


@pytest.mark.parametrize(
    ("script", "kind", "told"),
    [
        (ENDLESS["103 answers"], BadSource, "takes more than 1 s to answer"),
        (ENDLESS["bytes of a gzip name one by one"], BadSource, "takes more than 1 s to answer"),
        (ENDLESS["a gzip name"], NoAnswer, "answers with more than 16,000,000 bytes"),
        (answer(PACKED, BOMB), NoAnswer, "answers with more than 16,000,000 bytes"),
        (ENDLESS["a redirect's bomb"], NoAnswer, "breaks off: Exceeded maximum allowed redirects"),
    ],
)
def test_a_server_that_comes_to_no_end_is_cut(script: Script, kind: type, told: str) -> None:
    with running(script) as server:
        web = Web("ASKPAPERS_HF_URL", server.address, Manners(0.0, attempts=1, deadline=1.0))
        with pytest.raises(kind, match=told):
            web.ask("/", {}, len)


def test_what_a_server_says_reaches_no_terminal_as_it_is(server: PaperServer) -> None:
    def refuse_in_red(handler: Handler) -> None:
        handler.send_response(403, "\x1b[31mNo\x1b]0;way\x07")
        handler.end_headers()

    server.faults["2025-10-01"] = [refuse_in_red]
    with pytest.raises(BadSource, match=r"answers 403 .*No") as refused:
        read("hf:2025-10-01")
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9", "ALL_PROXY names a SOCKS proxy, which needs"),
        ("HTTPS_PROXY", "http://:::", "HTTPS_PROXY='http://:::' is no proxy"),
        ("HTTPS_PROXY", "127.0.0.1:9", "cannot be reached through HTTPS_PROXY: "),
    ],
)
@pytest.mark.parametrize("source", ["hf:2025-10-01", "arxiv:2510.13515"])
def test_a_proxy_that_cannot_be_used_is_one_line(
    monkeypatch: pytest.MonkeyPatch, source: str, variable: str, value: str, told: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(BadSource, match=told) as refused:
        read(source)
    assert str(refused.value).isprintable()
