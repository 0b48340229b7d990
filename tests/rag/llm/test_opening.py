"""Language models: a server that misbehaves in every way, and a real small model, run for real."""

import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from rag.llm import bounds, gguf, served
from rag.llm.hosted import open_address
from rag.llm.opening import (
    Llm,
    LlmUnavailable,
    Prompt,
    choose_llm,
    describe_connection,
    find_llm,
    open_llm,
)
from rag.llm.weights.weights import KNOWN, Weights, place_of
from tests.conftest import ROOT, SMOLLM2

ASK = Prompt("Be brief.", "What is dropout?", max_tokens=40)
Script = Callable[["Handler"], None]


class Server(ThreadingHTTPServer):
    """Speaks OpenAI's chat completions as `script` has it; `seen` are the requests' bodies."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: Script = lambda handler: handler.stream("A", " reply", ".")
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
    """Answers the question whether it is there; any other request is the script's."""

    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if body["messages"][-1]["content"].startswith("Reply with one word"):
            self.say("yes")
            return
        self.server.seen.append(body)
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

    def say(self, text: str) -> None:
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant"}}
        choice["message"]["content"] = text  # type: ignore[index]
        self.send_json(200, {"id": "1", "object": "chat.completion", "choices": [choice]})

    def send_json(self, status: int, body: Any, **headers: str) -> None:
        data = json.dumps(body).encode()
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


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setattr(served, "PAUSES", (0.01, 0.02))
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def fail(llm: Llm, prompt: Prompt = ASK) -> str:
    """What the reader is told; one line, however it was asked."""
    with pytest.raises(LlmUnavailable) as caught:
        list(llm.stream(prompt))
    message = str(caught.value)
    assert message.startswith(f"language model '{llm.name}' ")
    assert message.isprintable()
    assert len(message) < 500
    return message


def test_a_reply_comes_in_pieces_and_whole(server: Server) -> None:
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


def test_closing_a_stream_hangs_up_at_once(server: Server) -> None:
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


def test_an_endless_stream_is_cut_by_its_length(server: Server) -> None:
    def endless(handler: Handler) -> None:
        handler.start(Content_Type="text/event-stream")
        while True:
            handler.piece("word ")

    server.script = endless
    assert "sent more than 40 tokens, and was cut off" in fail(open_llm(server.spec))
    assert server.gone.wait(2)
    assert len(server.seen) == 1


@pytest.mark.parametrize("headers_too", [False, True])
def test_a_server_that_sends_a_byte_now_and_then_is_cut_by_the_clock(
    server: Server, headers_too: bool
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
    server: Server, monkeypatch: pytest.MonkeyPatch, streamed: bool
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


def test_a_bomb_is_not_unpacked(server: Server) -> None:
    server.script = lambda handler: handler.send_json(200, {}, Content_Encoding="gzip")
    assert "a compressed reply" in fail(open_llm(server.spec))


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_and_then_given_up(server: Server, status: int) -> None:
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


def test_a_server_that_asks_to_wait_is_obeyed_for_seconds_only(server: Server) -> None:
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
    server: Server,
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


def test_a_stream_that_ends_without_an_end_is_no_reply(server: Server) -> None:
    server.script = lambda handler: handler.stream("Half a sen", ends=False)
    llm = open_llm(server.spec)
    pieces = llm.stream(ASK)
    assert next(pieces) == "Half a sen"
    with pytest.raises(LlmUnavailable, match="was cut off in the middle"):
        next(pieces)


@pytest.mark.parametrize(
    ("status", "error", "message"),
    [
        (401, "bad key sesame", r"refused the key \(.*bad key ….*\); set OPENAI_API_KEY"),
        (403, "not yours", "refused the key .*set OPENAI_API_KEY to one that may use this model"),
        (404, "no such model", r"is not there .*name a model that http://.*/v1/models lists"),
        (400, "maximum context length is 8192", "has too small a context for this prompt"),
        (400, "no such field", r"failed \(.*no such field.*\); its server's log says why"),
        (429, "insufficient_quota", "is out of credit"),
        (500, "oops", r"failed \(.*oops.*\); its server's log says why"),
    ],
)
def test_what_helps_is_said_and_what_does_not_is_not_tried_again(
    server: Server, monkeypatch: pytest.MonkeyPatch, status: int, error: str, message: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sesame")
    llm = open_llm(server.spec)
    server.script = lambda handler: handler.send_json(status, {"error": {"message": error}})
    said = fail(llm)
    assert re.search(message, said)
    assert "sesame" not in said
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Welcome to my router</html>", b"", b"data: {\n\n", b'data: "text"\n\n',
        b'data: {"choices": 3}\n\n', b'data: {"choices": [{"delta": {"content": 7}}]}\n\n',
        b"\xff\xfe\x00", b"data: [1, 2]\n\n",
    ],
)  # fmt: skip
def test_garbage_is_told_from_a_reply(server: Server, body: bytes) -> None:
    def talk(handler: Handler) -> None:
        handler.start(Content_Type="text/event-stream")
        handler.wfile.write(body)

    server.script = talk
    llm = open_llm(server.spec)
    assert "answers as no OpenAI-compatible server does" in fail(llm)
    with pytest.raises(LlmUnavailable):
        llm.complete(ASK)


def test_an_error_in_the_middle_of_a_stream_is_told(server: Server) -> None:
    def talk(handler: Handler) -> None:
        handler.stream("Half", ends=False)
        handler.wfile.write(b'data: {"error": {"message": "out of memory"}}\n\n')

    server.script = talk
    assert re.search(r"failed \(.*out of memory\)", fail(open_llm(server.spec)))


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("openai:gpt-4o-mini", "needs a key; set OPENAI_API_KEY"),
        ("anthropic:claude", "needs a key; set ANTHROPIC_API_KEY"),
        ("openai:", "names no language model; give openai:MODEL"),
        ("gguf:", "names no language model"),
        ("gguf:/nowhere.gguf", "cannot be read .No such file or directory.; give a GGUF file"),
        ("hf:model.gguf", "give hf:OWNER/REPO/FILE.gguf"),
        ("hf:../../x/y.gguf", "give hf:OWNER/REPO/FILE.gguf"),
        ("local:70b", "give local or local:1.5b"),
        ("quote", "names no language model"),
    ],
)
def test_a_spec_that_cannot_be_is_told(
    spec: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(LlmUnavailable, match=message):
        open_llm(spec)


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
    server: Server, card: Any, context: int | None, takes_grammar: bool
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
    server: Server, monkeypatch: pytest.MonkeyPatch, maker: str, path: str
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


def test_ollama_is_asked_where_it_listens(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASKPAPERS_CACHE", str(tmp_path))
    monkeypatch.delenv("ASKPAPERS_LLM", raising=False)
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.server_port}")
    llm = open_llm("ollama:tiny")
    assert list(llm.stream(ASK)) == ["A", " reply", "."]
    assert (llm.name, llm.context) == ("ollama:tiny", 4096)
    assert find_llm() is None  # this one lists no models
    monkeypatch.setenv("OLLAMA_HOST", "http://u:sesame@host")
    with pytest.raises(LlmUnavailable, match="OLLAMA_HOST names no address") as caught:
        open_llm("ollama:tiny")
    assert "sesame" not in str(caught.value)


def test_what_is_set_is_used_and_what_is_found_else(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASKPAPERS_CACHE", str(tmp_path))
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.setenv("ASKPAPERS_LLM", server.spec)
    for spec in ("auto", ""):
        llm = choose_llm(spec)
        assert llm is not None
        assert llm.name == server.spec
    assert choose_llm("quote") is None
    monkeypatch.setenv("ASKPAPERS_LLM", "quote")
    assert choose_llm("auto") is None
    monkeypatch.delenv("ASKPAPERS_LLM")
    assert choose_llm("auto") is None
    assert "make model" in describe_connection()
    assert describe_connection().isprintable()


def test_looking_for_a_model_costs_no_library() -> None:
    code = (
        "import sys; from rag.llm.opening import find_llm; find_llm();"
        "sys.exit(bool({'llama_index', 'openai', 'xllamacpp'} & set(sys.modules)))"
    )
    environment = {"OLLAMA_HOST": "127.0.0.1:9", "ASKPAPERS_CACHE": "/nowhere"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0


def read_slots() -> list[dict[str, Any]]:
    """What llama.cpp's server is busy with."""
    (running,) = gguf._running.values()
    request = urllib.request.Request(
        f"{running.address}/slots", headers={"Authorization": f"Bearer {running.key}"}
    )
    with urllib.request.urlopen(request) as reply:
        slots: list[dict[str, Any]] = json.loads(reply.read())
    return slots


def test_a_real_model_streams_what_it_says_and_obeys_a_grammar(
    small: Llm, model_file: Path
) -> None:
    asked = Prompt("", "Say hello.", max_tokens=8)
    pieces = list(small.stream(asked))
    assert len(pieces) > 2
    assert "".join(pieces) == small.complete(asked)
    assert (small.takes_grammar, small.context) == (True, 4096)
    bound = Prompt("", "Is water wet?", grammar='root ::= "certainly" | "never"')
    assert small.complete(bound) in ("certainly", "never")
    (before,) = gguf._running.values()
    open_llm(f"gguf:{model_file}")
    assert list(gguf._running.values()) == [before]  # one server a file


def test_local_weights_are_found_where_nothing_else_is(
    model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Weights("local", "small", model_file.name, model_file.stat().st_size, SMOLLM2)
    monkeypatch.setitem(KNOWN, "local", small)
    monkeypatch.setenv("ASKPAPERS_CACHE", str(tmp_path))
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.delenv("ASKPAPERS_LLM", raising=False)
    place_of(small).parent.mkdir(parents=True)
    place_of(small).symlink_to(model_file)
    llm = find_llm()
    assert llm is not None
    assert llm.name == "local"
    assert llm.complete(Prompt("", "Say hello.", max_tokens=3))


def test_a_real_model_that_is_closed_stops(small: Llm) -> None:
    pieces = small.stream(Prompt("", "Write a long story about a cat.", max_tokens=2000))
    next(pieces)
    assert [slot["is_processing"] for slot in read_slots()] == [True]
    pieces.close()  # type: ignore[attr-defined]
    ends = time.monotonic() + 5
    while any(slot["is_processing"] for slot in read_slots()):
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_prompt_that_no_context_holds_is_told(small: Llm) -> None:
    assert "has too small a context for this prompt" in fail(small, Prompt("", "word " * 6000))


def test_a_server_that_was_killed_is_started_anew(small: Llm) -> None:
    (running,) = gguf._running.values()
    running.process.kill()
    running.process.wait()
    assert small.complete(Prompt("", "Say hello.", max_tokens=3))


def test_a_servers_answers_are_for_us_alone_and_it_ends_with_us(model_file: Path) -> None:
    code = (
        "import sys, os; from rag.llm import gguf; from pathlib import Path\n"
        "found = gguf._find_server('gguf:x', Path(sys.argv[1]))\n"
        "print(found.process.pid, found.address, flush=True); os._exit(1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(model_file)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    pid, address = done.stdout.split()
    ends = time.monotonic() + 5
    while Path(f"/proc/{pid}/exe").exists():
        assert time.monotonic() < ends, "the server outlives who started it"
        time.sleep(0.01)
    with pytest.raises(OSError, match=r"refused|reset"):
        urllib.request.urlopen(f"{address}/health")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data[:50_000_000], "does not load .*is corrupted or incomplete"),
        (lambda data: data[:5_000], "does not load"),
        (lambda data: data[:100], "has 100 bytes, and so no weights"),
        (lambda data: b"PK" + data[2:5_000], "is no GGUF file"),
        (lambda data: data[:4096] + b"\xff" * 50_000 + data[54_096:90_000], "does not load"),
        (lambda data: b"", "is no GGUF file"),
    ],
)
def test_a_broken_file_is_one_line(
    model_file: Path, tmp_path: Path, change: Callable[[bytes], bytes], message: str
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(change(model_file.read_bytes()))
    with pytest.raises(LlmUnavailable, match=message) as caught:
        open_llm(f"gguf:{broken}")
    assert str(caught.value).isprintable()


def test_what_runs_weights_is_an_extra_that_is_named_where_it_is_missing(
    model_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(LlmUnavailable, match=r'the extra llm, .*run: pip .*-e "\.\[llm\]"'):
        open_llm(f"gguf:{model_file}")
