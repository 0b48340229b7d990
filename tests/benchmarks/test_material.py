"""What a benchmark is run on."""

import argparse
from pathlib import Path

import pytest

from benchmarks.material import count, read_papers, read_questions
from index.errors import BadSource


def test_the_first_papers_of_a_source_are_read() -> None:
    assert len(read_papers("sample", 3)) == 3


def test_questions_come_in_the_file_s_order(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"question": "Why?"}\n\n{"question": "How?"}\n', encoding="utf-8")
    assert read_questions(file) == ["Why?", "How?"]


@pytest.mark.parametrize("text", ["", "\n", "no JSON", "[]", '{"asked": "Why?"}'])
def test_a_file_without_questions_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "questions.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(BadSource, match="question"):
        read_questions(tmp_path / "questions.jsonl")


@pytest.mark.parametrize("text", ["0", "-1", "x", ""])
def test_a_count_begins_with_1(text: str) -> None:
    assert count("12") == 12
    with pytest.raises(argparse.ArgumentTypeError):
        count(text)
