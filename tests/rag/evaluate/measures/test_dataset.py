"""Files of questions: each line a question, or told as a bad one."""

from pathlib import Path

import pytest

from rag.evaluate.measures.dataset import BadLine, EvalQuestion, read_questions
from tests.rag.evaluate.conftest import read_line


def test_a_bad_line_is_named_and_skipped(tmp_path: Path) -> None:
    file = tmp_path / "q"
    file.write_text(
        '{"id": 1, "question": "Why?"}\n{"id"\n\n{"id": 2}\n[]\n{"id": 1, "question": "x"}'
    )
    lines = list(read_questions(file))
    assert isinstance(lines[0], EvalQuestion)
    assert [str(line).split(":", 1)[1] for line in lines[1:] if isinstance(line, BadLine)] == [
        "2: is not JSON: Expecting ':' delimiter at column 6",
        "4: has no question",
        "5: is not a JSON object: []",
        "6: id '1' occurs twice",
    ]


def test_questions_can_be_chosen_by_field(mixed_questions: Path) -> None:
    chosen = list(read_questions(mixed_questions, "kind=unanswerable-far"))
    assert [q.id for q in chosen if isinstance(q, EvalQuestion)] == ["q2"]


@pytest.mark.parametrize(
    ("history", "complaint"),
    [
        ("no list", "history is not a list of turns: 'no list'"),
        ([{"role": "user", "content": "x"}, 3], "turn 2 of history has no role"),
        (
            [{"role": "system", "content": "x"}],
            "turn 1 of history has no role user or assistant: {'role'",
        ),
        ([{"role": "user", "content": None}], "turn 1 of history has no content"),
    ],
)
def test_a_malformed_history_is_a_bad_line(tmp_path: Path, history: object, complaint: str) -> None:
    line = read_line(tmp_path, history=history)
    assert isinstance(line, BadLine)
    assert f"one.jsonl:1: {complaint}" in str(line)


def test_bytes_that_are_not_utf8_spoil_one_line_only(tmp_path: Path) -> None:
    file = tmp_path / "q"
    file.write_bytes(b'\xef\xbb\xbf{"id": 1, "question": "Why?"}\n{"id": "\xff"}\n')
    first, second = read_questions(file)
    assert isinstance(first, EvalQuestion)
    assert str(second).endswith(":2: is not UTF-8: invalid start byte at byte 9")
