"""A reply over HTTP, from a server that misbehaves in every way."""

import re
import socket
import time

import pytest

from index import exchange
from rag.llm import served
from rag.llm.hosted import open_address
from rag.llm.opening import LlmUnavailable, open_llm
from tests.llm_server import Handler, LlmServer
from tests.rag.llm.conftest import ASK, fail


def test_a_reply_comes_in_pieces_and_whole(server: LlmServer) -> None:
    llm = open_llm(server.spec)
    assert list(llm.stream(ASK)) == ["A", " reply", "."]
    server.script = lambda handler: handler.say("A reply.")
    assert llm.complete(ASK) == "A reply."
    streamed, whole = server.seen
    assert (streamed["stream"], whole.get("stream", False)) == (True, False)
    assert (whole["max_tokens"], whole["temperature"]) == (40, 0)
    assert [message["role"] for message in whole["messages"]] == ["system", "user"]
    assert server.headers[0]["Accept-Encoding"] == "identity"
    assert (llm.name, llm.takes_grammar, llm.context) == (server.spec, False, None)


def test_closing_a_stream_hangs_up_at_once(server: LlmServer) -> None:
    def endless(handler: Handler) -> None:
        handler.start(Content_Type="text/event-stream")
        while True:
            handler.piece("word ")
            time.sleep(0.005)

    server.script = endless
    pieces = open_llm(server.spec).stream(ASK)
    assert next(pieces) == "word "
    pieces.close()  # type: ignore[attr-defined]
    assert server.gone.wait(2)


def test_an_endless_stream_is_cut_by_its_length(server: LlmServer) -> None:
    def endless(handler: Handler) -> None:
        handler.start(Content_Type="text/event-stream")
        while True:
            handler.piece("word ")

    server.script = endless
    assert "sent more than 40 tokens, and was cut off" in fail(open_llm(server.spec))
    assert server.gone.wait(2)
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_and_then_given_up(server: LlmServer, status: int) -> None:
    busy = {"error": {"message": "slow\ndown \x1b[31m"}}

    def once(handler: Handler) -> None:
        if len(server.seen) == 1:
            handler.send_json(status, busy)
        else:
            handler.stream("Now.")

    server.script = once
    llm = open_llm(server.spec)
    assert list(llm.stream(ASK)) == ["Now."]
    server.script = lambda handler: handler.send_json(status, busy)
    server.seen.clear()
    assert "is busy or over its rate limit" in fail(llm)
    assert len(server.seen) == 3


def test_a_server_that_asks_to_wait_is_obeyed_for_seconds_only(server: LlmServer) -> None:
    def once(handler: Handler) -> None:
        if len(server.seen) == 1:
            handler.send_json(429, {}, Retry_After="0.3")
        else:
            handler.stream("Now.")

    server.script = once
    llm, began = open_llm(server.spec), time.monotonic()
    assert list(llm.stream(ASK)) == ["Now."]
    assert time.monotonic() - began > 0.3
    server.script = lambda handler: handler.send_json(429, {}, Retry_After="3600")
    server.seen.clear()
    assert fail(llm).endswith("It asks to wait 3600 s.")
    assert len(server.seen) == 1


def test_a_connection_lost_before_the_first_word_is_tried_again_and_never_after_it(
    server: LlmServer,
) -> None:
    def reset(handler: Handler) -> None:
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        handler.connection.close()

    def once(handler: Handler) -> None:
        reset(handler) if len(server.seen) == 1 else handler.stream("Now.")

    server.script = once
    llm = open_llm(server.spec)
    assert list(llm.stream(ASK)) == ["Now."]

    def midway(handler: Handler) -> None:
        handler.stream("Half", ends=False)
        reset(handler)

    server.script = midway
    server.seen.clear()
    assert "was cut off in the middle" in fail(llm)
    assert len(server.seen) == 1


def test_a_stream_that_ends_without_an_end_is_no_reply(server: LlmServer) -> None:
    server.script = lambda handler: handler.stream("Half a sen", ends=False)
    llm = open_llm(server.spec)
    pieces = llm.stream(ASK)
    assert next(pieces) == "Half a sen"
    with pytest.raises(LlmUnavailable, match="was cut off in the middle"):
        next(pieces)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Welcome to my router</html>", b"", b"data: {\n\n", b'data: "text"\n\n',
        b'data: {"choices": 3}\n\n', b'data: {"choices": [{"delta": {"content": 7}}]}\n\n',
        b"\xff\xfe\x00", b"data: [1, 2]\n\n",
    ],
)  # fmt: skip
def test_garbage_is_told_from_a_reply(server: LlmServer, body: bytes) -> None:
    def talk(handler: Handler) -> None:
        handler.start(Content_Type="text/event-stream")
        handler.wfile.write(body)

    server.script = talk
    llm = open_llm(server.spec)
    assert "answers as no OpenAI-compatible server does" in fail(llm)
    with pytest.raises(LlmUnavailable):
        llm.complete(ASK)


def test_an_error_in_the_middle_of_a_stream_is_told(server: LlmServer) -> None:
    def talk(handler: Handler) -> None:
        handler.stream("Half", ends=False)
        handler.wfile.write(b'data: {"error": {"message": "out of memory"}}\n\n')

    server.script = talk
    assert re.search(r"failed \(.*out of memory\)", fail(open_llm(server.spec)))


@pytest.mark.parametrize("headers_too", [False, True])
def test_a_server_that_sends_a_byte_now_and_then_is_cut_by_the_clock(
    server: LlmServer, headers_too: bool
) -> None:
    def drip(handler: Handler) -> None:
        if not headers_too:
            handler.start(Content_Type="text/event-stream")
        while True:
            handler.wfile.write(b"H" if headers_too else b": still here\n\n")
            time.sleep(0.05)

    server.script = drip
    open_llm(server.spec)  # the first to ask imports openai, longer than the seconds below
    llm = open_address(server.spec, silence=5, seconds=0.4)
    began = time.monotonic()
    assert "took too long and was cut off" in fail(llm)
    assert time.monotonic() - began < 1.5
    assert server.gone.wait(2)


@pytest.mark.parametrize("streamed", [False, True])
def test_a_huge_reply_is_cut_before_it_fills_the_memory(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch, streamed: bool
) -> None:
    monkeypatch.setattr(served, "MAX_BYTES", 1_000_000)

    def flood(handler: Handler) -> None:
        handler.start(Content_Type="text/event-stream" if streamed else "application/json")
        handler.wfile.write(b'data: {"' if streamed else b'{"')
        for _ in range(300):
            handler.wfile.write(b"x" * 1_000_000)

    server.script = flood
    llm = open_llm(server.spec)
    with pytest.raises(LlmUnavailable, match=r"sent more than 1,000,000 bytes, and was cut off"):
        list(llm.stream(ASK)) if streamed else llm.complete(ASK)
    assert server.gone.wait(2)


def test_a_bomb_is_not_unpacked(server: LlmServer) -> None:
    server.script = lambda handler: handler.send_json(200, {}, Content_Encoding="gzip")
    assert "a compressed reply" in fail(open_llm(server.spec))


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9", r"cannot be reached: ALL_PROXY names a SOCKS proxy"),
        ("HTTP_PROXY", "http://:::", r"cannot be reached: HTTP_PROXY='http://:::' is no proxy"),
        ("HTTP_PROXY", "127.0.0.1:9", r"cannot be reached through HTTP_PROXY \(.*refused"),
        ("SSL_CERT_FILE", "/no/such/file", r"cannot be reached: NO_PROXY or SSL_CERT_FILE cannot"),
    ],
)
def test_a_way_that_cannot_be_gone_is_one_line_and_this_machine_needs_none(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str
) -> None:
    exchange._trust.cache_clear()
    monkeypatch.setenv(variable, value)
    assert "".join(open_llm(server.spec).stream(ASK)) == "A reply."
    with pytest.raises(LlmUnavailable, match=told) as refused:
        open_llm("http://tides.example/v1#tiny")
    assert str(refused.value).isprintable()
    exchange._trust.cache_clear()
