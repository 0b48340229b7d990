"""The command: what it reports, and the mistakes that it tells before the run."""

import json
from pathlib import Path
from typing import Any

import pytest

from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from rag.evaluate.__main__ import main
from rag.evaluate.results import read_results
from tests.rag.evaluate.conftest import run


def test_a_run_reports_by_kind_and_a_failed_question_is_no_zero(
    tmp_path: Path, mixed_questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(mixed_questions, sample_folder, out=tmp_path / "out") == 1  # q3 cannot be asked
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert json.loads(capsys.readouterr().out) == report["overall"]
    facts = report["kinds"]["single-fact"]
    assert (facts["questions"], facts["errors"], facts["answered"]) == (2, 1, 1)
    assert facts["fact_recall"] == facts["recall@5"] == facts["supported"] == 1
    far = report["kinds"]["unanswerable-far"]
    assert (far["answered"], far["abstained"], far["recall@5"]) == (0, 1, None)
    assert report["overall"]["abstention"]["f1"] == 1
    page = (tmp_path / "out" / "report.html").read_text()
    assert page.count("<svg") == 4
    assert "Dropping units." in page
    assert "| single-fact | 2 | 1 |" in (tmp_path / "out" / "report.md").read_text()


def test_gold_that_the_index_lacks_is_told(
    tmp_path: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "q"
    file.write_text('{"id": "q9", "question": "What is dropout?", "papers": ["9999.99999"]}')
    assert run(file, sample_folder, out=tmp_path / "out") == 0
    assert "lacks its gold papers ['9999.99999']" in capsys.readouterr().err


def test_an_interrupt_ends_the_run_and_keeps_what_was_answered(
    tmp_path: Path, questions: Path, sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Chatbot.ask

    def interrupt(bot: Chatbot, question: str, **rest: Any) -> Answer:
        if "normalization" in question:
            raise KeyboardInterrupt
        return ask(bot, question, **rest)

    monkeypatch.setattr(Chatbot, "ask", interrupt)
    assert run(questions, sample_folder, out=tmp_path / "out") == 130
    (kept,) = read_results(tmp_path / "out" / "results.jsonl")
    assert kept["id"] == "q1"


def test_a_missing_report_is_told_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["no-file", "--out", str(tmp_path / "out"), "--against", str(tmp_path / "none")]
    assert main(call) == 2
    assert "none cannot be read: No such file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_run_is_not_compared_with_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for other in (tmp_path, tmp_path / "report.json"):
        assert main(["no-file", "--out", str(tmp_path), "--against", str(other)]) == 2
        assert "is this run's own report" in capsys.readouterr().err


def test_a_model_that_is_not_there_is_told_before_the_first_question(
    questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(questions, sample_folder, "--llm", "gguf:no-such-file.gguf") == 2
    assert "no-such-file.gguf" in capsys.readouterr().err
    assert run(questions, sample_folder, "--llm", "quote") == 0
