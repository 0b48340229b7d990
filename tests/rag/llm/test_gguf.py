"""A real small model, run for real by llama.cpp's server."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.llm import gguf
from rag.llm.opening import Llm, LlmUnavailable, Prompt, open_llm
from tests.conftest import ROOT
from tests.rag.llm.conftest import fail


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
