"""Ollama: where it listens, and what it has."""

from pathlib import Path

import pytest

from rag.llm.ollama import find_ollama, list_ollama
from rag.llm.opening import LlmUnavailable, find_llm, open_llm
from tests.llm_server import LlmServer
from tests.rag.llm.conftest import ASK


def test_ollama_is_asked_where_it_listens(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
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


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),  # noqa: S104  no address to ask
        ("box", "http://box:11434"),
        ("box:80", "http://box:80"),
        (" https://box:8443/ ", "https://box:8443"),
    ],
)
def test_the_address_is_read_as_ollama_reads_it(
    monkeypatch: pytest.MonkeyPatch, setting: str, address: str
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", setting)
    assert find_ollama() == address


def test_models_are_listed_but_those_that_only_embed(
    server: LlmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", f"127.0.0.1:{server.server_port}")
    names = ("qwen3:4b", "nomic-embed-text", "red\x1b[31m", "llama3.2")
    server.card = {"models": [{"name": name} for name in names]}
    assert list_ollama() == ["qwen3:4b", "llama3.2"]
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    assert list_ollama() == []
