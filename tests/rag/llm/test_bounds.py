"""What one reply may take: seconds, and bytes."""

import time

import pytest

from rag.llm import bounds
from rag.llm.hosted import open_address
from rag.llm.opening import LlmUnavailable, open_llm
from tests.llm_server import Handler, LlmServer
from tests.rag.llm.conftest import ASK, fail


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
    monkeypatch.setattr(bounds, "MAX_BYTES", 1_000_000)

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
