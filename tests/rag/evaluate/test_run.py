"""A run: results as they come, gone on with, and whatever a question raises."""

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import IndexMismatch
from rag.answer.answer import Answer
from rag.ask import open_chatbot
from rag.chatbot import Chatbot
from rag.evaluate import run as run_module
from rag.evaluate.measures.dataset import EvalQuestion, read_questions
from rag.evaluate.measures.metrics import Gold
from rag.evaluate.results import read_results
from rag.evaluate.run import run_questions
from tests.rag.evaluate.conftest import read_line, run


def test_unknown_fields_are_kept(
    tmp_path: Path, mixed_questions: Path, sample_folder: Path
) -> None:
    run(mixed_questions, sample_folder, out=tmp_path / "out")
    first = json.loads((tmp_path / "out" / "results.jsonl").read_text().splitlines()[0])
    assert first["extra"] == {"level": 3}


def test_a_run_that_was_cut_off_goes_on(
    tmp_path: Path,
    mixed_questions: Path,
    sample_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    run(mixed_questions, sample_folder, out=out)
    results = out / "results.jsonl"
    first, second, *_ = results.read_text().splitlines(keepends=True)
    results.write_text(first + second[:40])
    asked: list[str] = []
    answer = run_module._answer

    def watch(question: EvalQuestion, bot: Chatbot) -> dict[str, Any]:
        asked.append(question.id)
        return answer(question, bot)

    monkeypatch.setattr(run_module, "_answer", watch)
    run(mixed_questions, sample_folder, out=out)
    assert asked == ["q2", "q3"]
    assert json.loads((out / "report.json").read_text())["overall"]["questions"] == 3


def test_results_come_one_by_one(
    tmp_path: Path, mixed_questions: Path, sample_folder: Path
) -> None:
    lines = [q for q in read_questions(mixed_questions) if isinstance(q, EvalQuestion)]
    runs = run_questions(lines, open_chatbot(sample_folder), tmp_path / "results.jsonl")
    assert next(runs)["id"] == "q1"
    assert (tmp_path / "results.jsonl").read_text().count("\n") == 1


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
        assert run(questions, sample_folder, out=out) == 1
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
    assert run(questions, sample_folder, out=out) == 0  # and they are asked again
    assert json.loads((out / "report.json").read_text())["overall"]["errors"] == 0


def test_a_question_that_was_changed_is_asked_again(tmp_path: Path, chatbot: Chatbot) -> None:
    file = tmp_path / "results.jsonl"
    before = EvalQuestion("q", "What is dropout?", Gold(facts=("x",)))
    after = EvalQuestion("q", "What is dropout?", Gold(facts=("dropout",)))
    for question, facts in ((before, 0), (before, 0), (after, 1), (after, 1)):
        (result,) = run_questions([question], chatbot, file)
        assert result["scores"]["fact_recall"] == facts
    assert file.read_bytes().count(b"\n") == 2
