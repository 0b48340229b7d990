"""Batch runs of a few questions on the sample corpus, through the command."""

import json
import resource
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.evaluate.__main__ import main
from rag.evaluate.measures.dataset import BadLine, EvalQuestion, read_questions

SOUND = [
    {"id": f"q{n}", "kind": "single-fact", "question": question, "facts": ["x"]}
    for n, question in enumerate(
        ["What is dropout?", "What is batch normalization?", "What is LoRA?"], 1
    )
]
MIXED = [
    {
        "id": "q1", "kind": "single-fact", "question": "What is dropout?",
        "papers": ["Dropout: A Simple Way to Prevent Neural Networks from Overfitting"],
        "facts": ["dropout"], "answer": "Dropping units.", "level": 3,
    },
    {"id": "q2", "kind": "unanswerable-far", "question": "What is the capital of France?"},
    {"id": "q3", "kind": "single-fact", "question": "🙂", "facts": ["nothing"]},
]  # fmt: skip


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A file of three questions that the sample corpus answers."""
    return write_questions(tmp_path, SOUND)


@pytest.fixture
def mixed_questions(tmp_path: Path) -> Path:
    """A file of three: one is answered, one abstained from, and one cannot be asked."""
    return write_questions(tmp_path, MIXED)


def write_questions(folder: Path, questions: Iterable[object]) -> Path:
    """A file of questions, one a line, in a folder."""
    file = folder / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    return file


def run(questions: Path, index: Path, *more: object, out: Path | None = None) -> int:
    """The command's exit status; its folder is "out" beside the questions, if none is named."""
    folder = out or questions.parent / "out"
    return main([str(questions), "--index", str(index), "--out", str(folder), *map(str, more)])


def read_line(tmp_path: Path, **fields: object) -> EvalQuestion | BadLine:
    file = tmp_path / "one.jsonl"
    file.write_text(json.dumps({"id": "q", "question": "And why?", **fields}))
    (line,) = read_questions(file)
    return line


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes: as on a full disk, writing fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
