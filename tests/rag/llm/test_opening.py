"""Specs, settings, and what is found where nothing is set."""

import subprocess
import sys
from pathlib import Path

import pytest

from rag.llm.opening import (
    LlmUnavailable,
    Prompt,
    choose_llm,
    describe_connection,
    find_llm,
    open_llm,
)
from rag.llm.weights.weights import KNOWN, Weights, place_of
from tests.conftest import ROOT, SMOLLM2
from tests.llm_server import LlmServer


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


def test_what_is_set_is_used_and_what_is_found_else(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
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
