"""Models that others run: their keys, their cards, and the address that names one."""

import time
from typing import Any

import pytest

from rag.llm.opening import LlmUnavailable, Prompt, open_llm
from tests.llm_server import Handler, LlmServer, Reply
from tests.rag.llm.conftest import ASK, fail


@pytest.mark.parametrize(
    ("card", "context", "takes_grammar"),
    [
        ({"data": [{"id": "x.gguf", "owned_by": "llamacpp", "meta": {"n_ctx": 512}}]}, 512, True),
        ({"data": [{"id": "tiny", "owned_by": "vllm", "max_model_len": 9}]}, 9, False),
        ({"data": [{"id": "tiny", "max_model_len": "9"}]}, None, False),
        ({"data": []}, None, False),
        (["tiny"], None, False),
    ],
)
def test_a_server_may_tell_what_its_model_takes(
    server: LlmServer, card: Any, context: int | None, takes_grammar: bool
) -> None:
    server.card = card
    llm = open_llm(server.spec)
    assert (llm.context, llm.takes_grammar) == (context, takes_grammar)
    server.script = lambda handler: handler.say("yes")
    llm.complete(Prompt("", "Is it?", grammar='root ::= "yes"'))
    assert server.seen[-1].get("grammar") == ('root ::= "yes"' if takes_grammar else None)


@pytest.mark.parametrize("maker", ["openai", "anthropic"])
@pytest.mark.parametrize("path", ["", "/v1", "/v1/"])
def test_a_hosted_model_is_asked_with_its_own_key(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch, maker: str, path: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "not this")
    monkeypatch.setenv(f"{maker.upper()}_API_KEY", "sesame")
    monkeypatch.setenv(f"{maker.upper()}_BASE_URL", f"http://127.0.0.1:{server.server_port}{path}")
    llm = open_llm(f"{maker}:tiny")
    assert list(llm.stream(ASK)) == ["A", " reply", "."]
    assert server.headers[-1]["Authorization"] == "Bearer sesame"
    assert server.paths == {"/v1/chat/completions"}
    server.script = lambda handler: handler.send_json(401, {"error": {"message": "sesame?"}})
    said = fail(llm)
    assert f"set {maker.upper()}_API_KEY" in said
    assert "sesame" not in said


def test_the_model_is_asked_soberly_and_with_a_limit(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.proves, server.script = False, lambda handler: handler.reply("yes")
    open_llm(server.spec).complete(Prompt("", "Why?"))
    monkeypatch.setenv("OPENAI_API_KEY", "sesame")
    llm = open_llm(server.spec)
    assert (llm.complete(Prompt("", "Why \ud800?")), llm.name) == ("yes", server.spec)
    body = server.seen[-1]
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("tiny", 0, 512)
    assert body["messages"] == [{"role": "user", "content": "Why ??"}]
    keys = [headers["Authorization"] for headers in server.headers]
    assert {keys[0], keys[-1]} == {"Bearer none", "Bearer sesame"}


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (404, r"is not there \(Error code: 404.*/v1/models lists"),
        (401, "refused the key .*; set OPENAI_API_KEY"),
        (500, "failed .Error code: 500.*; its server's log says why"),
        (b"{}", "answers as no OpenAI-compatible server does"),
        (b"no JSON", "answers as no OpenAI-compatible server does"),
        (b'{"choices": []}', "answers as no OpenAI-compatible server does"),
    ],
)
def test_what_a_server_says_instead_is_one_line_without_the_key(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch, reply: Reply, said: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sesame")
    server.proves, server.script = False, lambda handler: handler.reply(reply)
    with pytest.raises(LlmUnavailable, match=f"^language model '{server.spec}' {said}") as caught:
        open_llm(server.spec)
    assert str(caught.value).isprintable()
    assert "sesame" not in str(caught.value)


def test_a_model_that_the_server_lacks_is_told(server: LlmServer) -> None:
    server.proves, server.script = False, lambda handler: handler.reply("yes")
    with pytest.raises(LlmUnavailable, match=r"#huge' is not there .*name a model that"):
        open_llm(server.spec.replace("tiny", "huge"))


def test_a_server_that_keeps_silent_is_given_up(server: LlmServer) -> None:
    def dawdle(handler: Handler) -> None:
        time.sleep(0.6)
        handler.say("yes")

    server.proves, server.script = False, dawdle
    with pytest.raises(LlmUnavailable, match=r"said nothing for 0\.2 s"):
        open_llm(server.spec, timeout=0.2)


@pytest.mark.parametrize(
    "spec",
    [
        "", "quote", "127.0.0.1:8080/v1#m", "ftp://host/v1#m", "http://host/v1", "http://host/v1#",
        "http:///v1#m", "http://host:port/v1#m", "http://host:99999/v1#m", "http://[/v1#m",
        "http://user:sesame@host/v1#m", "http://host/v1?key=1#m", "http://host/v1#m\x1b",
    ],
)  # fmt: skip
def test_a_spec_that_is_none_is_told(spec: str) -> None:
    with pytest.raises(LlmUnavailable, match="names no language model; give ") as caught:
        open_llm(spec)
    assert "sesame" not in str(caught.value)
    assert str(caught.value).isprintable()
