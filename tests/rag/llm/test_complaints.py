"""What a reader is told of an error, and what is kept from the line."""

import re

import pytest

from rag.llm.complaints import one_line
from rag.llm.opening import open_llm
from tests.llm_server import LlmServer
from tests.rag.llm.conftest import fail


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
    server: LlmServer, monkeypatch: pytest.MonkeyPatch, status: int, error: str, message: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sesame")
    llm = open_llm(server.spec)
    server.script = lambda handler: handler.send_json(status, {"error": {"message": error}})
    said = fail(llm)
    assert re.search(message, said)
    assert "sesame" not in said
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("out of\n  memory", "out of memory"),
        ("\x1b[31mred", "[31mred"),
        ("key sesame, or open", "key …, or …"),
        ("", "ValueError"),
        ("x" * 300, "x" * 200),
    ],
)
def test_what_a_server_says_is_one_line_without_a_key(
    monkeypatch: pytest.MonkeyPatch, said: str, line: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sesame")
    assert one_line(ValueError(said), "open") == line
