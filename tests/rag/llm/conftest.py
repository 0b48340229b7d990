"""A server that misbehaves as told, and what a reader is told of it."""

from collections.abc import Iterator

import pytest

from rag.llm import served
from rag.llm.opening import Llm, LlmUnavailable, Prompt
from tests.llm_server import LlmServer, running

ASK = Prompt("Be brief.", "What is dropout?", max_tokens=40)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LlmServer]:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setattr(served, "PAUSES", (0.01, 0.02))
    server = LlmServer()
    with running(server):
        yield server


def fail(llm: Llm, prompt: Prompt = ASK) -> str:
    """What the reader is told; one line, however it was asked."""
    with pytest.raises(LlmUnavailable) as caught:
        list(llm.stream(prompt))
    message = str(caught.value)
    assert message.startswith(f"language model '{llm.name}' ")
    assert message.isprintable()
    assert len(message) < 500
    return message
