"""What a batch run leaves behind, and what it does when it cannot: real files, real limits."""

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from index.errors import IndexMismatch
from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from rag.evaluate import __main__ as evaluate
from rag.evaluate.measures.dataset import BadLine, EvalQuestion, read_questions
from rag.evaluate.measures.metrics import Gold
from rag.evaluate.report.report import BadReport
from rag.evaluate.results import read_results
from rag.evaluate.run import run_questions

QUESTIONS = [
    {"id": f"q{n}", "kind": "single-fact", "question": question, "facts": ["x"]}
    for n, question in enumerate(
        ["What is dropout?", "What is batch normalization?", "What is LoRA?"], 1
    )
]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return file


def run(questions: Path, index: Path, out: Path, *more: object) -> int:
    return evaluate.main(
        [str(questions), "--index", str(index), "--out", str(out), *map(str, more)]
    )


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


def test_history_is_kept_in_the_result(tmp_path: Path, chatbot: Chatbot) -> None:
    turns = [
        {"role": "user", "content": "What is dropout?"},
        {"role": "assistant", "content": "Dropping units.", "papers": ["1"]},
    ]
    question = read_line(tmp_path, history=turns, level=3)
    assert isinstance(question, EvalQuestion)
    assert question.history == tuple(turns)
    (result,) = run_questions([question], chatbot, tmp_path / "results.jsonl")
    assert (result["history"], result["extra"]) == (turns, {"level": 3})


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


def test_whatever_a_question_raises_is_its_own_row(
    tmp_path: Path,
    questions: Path,
    sample_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask = Chatbot.ask

    def fail(bot: Chatbot, question: str, **rest: Any) -> Answer:
        if "dropout" in question:
            raise IndexMismatch("the stores disagree;\nmend it with: x")
        if "LoRA" in question:
            raise RuntimeError("out of patience")
        return ask(bot, question, **rest)

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(Chatbot, "ask", fail)
        assert run(questions, sample_folder, out) == 1
    rows = {row["id"]: row["error"] for row in read_results(out / "results.jsonl")}
    assert rows == {
        "q1": "IndexMismatch: the stores disagree; mend it with: x",
        "q2": None,
        "q3": "RuntimeError: out of patience",
    }
    assert "2 of 3 questions failed, first 'q1'" in capsys.readouterr().err
    report = json.loads((out / "report.json").read_text())["overall"]
    assert (report["questions"], report["errors"], report["answered"]) == (3, 2, 1)
    assert "out of patience" in (out / "report.html").read_text()
    assert run(questions, sample_folder, out) == 0  # and they are asked again
    assert json.loads((out / "report.json").read_text())["overall"]["errors"] == 0


def test_an_interrupt_ends_the_run_and_keeps_what_was_answered(
    tmp_path: Path, questions: Path, sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Chatbot.ask

    def interrupt(bot: Chatbot, question: str, **rest: Any) -> Answer:
        if "normalization" in question:
            raise KeyboardInterrupt
        return ask(bot, question, **rest)

    monkeypatch.setattr(Chatbot, "ask", interrupt)
    assert run(questions, sample_folder, tmp_path / "out") == 130
    (kept,) = read_results(tmp_path / "out" / "results.jsonl")
    assert kept["id"] == "q1"


def test_a_disk_that_is_full_from_the_start_is_one_line(
    tmp_path: Path, questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.jsonl").symlink_to("/dev/full")
    assert run(questions, sample_folder, out) == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "rag.evaluate" in line]
    assert f"{out / 'results.jsonl'}: No space left on device; what was answered before" in line
    (out / "results.jsonl").unlink()
    assert run(questions, sample_folder, out) == 0


def test_a_disk_that_fills_up_keeps_what_was_answered(
    tmp_path: Path, questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    run(questions, sample_folder, whole)
    first, second, _ = (whole / "results.jsonl").read_bytes().splitlines(keepends=True)
    with largest_file(len(first) + len(second) // 2):
        assert run(questions, sample_folder, out) == 2
    assert "the same command goes on from there" in capsys.readouterr().err
    results = out / "results.jsonl"
    assert results.read_bytes().count(b"\n") == 1
    assert results.stat().st_size > len(first)  # the second was cut off
    assert run(questions, sample_folder, out) == 0
    assert [row["id"] for row in read_results(results)] == ["q1", "q2", "q3"]


def test_a_report_that_does_not_fit_leaves_the_old_one(
    tmp_path: Path, questions: Path, sample_folder: Path
) -> None:
    out = tmp_path / "out"
    assert run(questions, sample_folder, out) == 0
    before = (out / "report.html").read_text()
    with largest_file(500):  # the results are there; settings.json fits
        assert run(questions, sample_folder, out) == 2
    assert (out / "report.html").read_text() == before
    assert list(out.glob("*.new")) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"id": "\xff"}\n', "1 is no result of rag.evaluate (not UTF-8"),
        (b"a,b,c\n1,2,3\n", "1 is no result of rag.evaluate (not JSON"),
        (b"some words", "1 is no result of rag.evaluate (it is not JSON with an id)"),
        (b"[]\n", "(not a JSON object)"),
        (b'{"id": "a", "question": "b"}\n', "(no kind)"),
        (
            b'{"id": "a", "question": "b", "kind": "", "gold": {}, "gold_answer": "",'
            b' "scores": {}, "error": null, "answer": {}}\n',
            "(neither a scored answer nor an error)",
        ),
    ],
)
def test_a_foreign_file_in_the_results_place_is_told_and_left_alone(
    tmp_path: Path,
    questions: Path,
    sample_folder: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
    reason: str,
) -> None:
    results = tmp_path / "results.jsonl"
    results.write_bytes(content)
    assert run(questions, sample_folder, tmp_path) == 2
    assert reason in capsys.readouterr().err
    assert results.read_bytes() == content
    with pytest.raises(BadReport, match="give another --out, or remove the file"):
        list(read_results(results))


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_settings_that_are_none_are_told(
    tmp_path: Path,
    questions: Path,
    sample_folder: Path,
    capsys: pytest.CaptureFixture[str],
    text: str,
) -> None:
    (tmp_path / "settings.json").write_text(text)
    assert run(questions, sample_folder, tmp_path) == 2
    assert "settings.json is no file of rag.evaluate" in capsys.readouterr().err


def test_what_splits_lines_elsewhere_splits_no_result(tmp_path: Path, chatbot: Chatbot) -> None:
    odd = EvalQuestion("q\u2028\x85", "What is\u2028dropout? \ud800", Gold(), kind="\x0b")
    file = tmp_path / "results.jsonl"
    (result,) = run_questions([odd], chatbot, file)
    assert list(read_results(file)) == [result]


def test_a_run_with_a_reranker_is_another_run(
    tmp_path: Path,
    questions: Path,
    sample_folder: Path,
    cross_encoder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    assert run(questions, sample_folder, out, "--reranker", cross_encoder) == 0
    assert "rerank" in json.loads((out / "report.json").read_text())["stages"]
    assert run(questions, sample_folder, out) == 2
    assert "holds a run of another reranker" in capsys.readouterr().err


def test_a_question_that_was_changed_is_asked_again(tmp_path: Path, chatbot: Chatbot) -> None:
    file = tmp_path / "results.jsonl"
    before = EvalQuestion("q", "What is dropout?", Gold(facts=("x",)))
    after = EvalQuestion("q", "What is dropout?", Gold(facts=("dropout",)))
    for question, facts in ((before, 0), (before, 0), (after, 1), (after, 1)):
        (result,) = run_questions([question], chatbot, file)
        assert result["scores"]["fact_recall"] == facts
    assert file.read_bytes().count(b"\n") == 2
