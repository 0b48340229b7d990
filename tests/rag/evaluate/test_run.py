"""The batch run: results as they come, resumed, reported, compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from rag.ask import open_chatbot
from rag.chatbot import Chatbot
from rag.evaluate import __main__ as evaluate
from rag.evaluate import run as run_module
from rag.evaluate.measures.dataset import BadLine, EvalQuestion, read_questions
from rag.evaluate.report.report import BadReport, compare_runs
from rag.evaluate.run import run_questions

QUESTIONS = [
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
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, QUESTIONS)), encoding="utf-8")
    return file


def run(questions: Path, index: Path, out: Path, *more: str) -> int:
    return evaluate.main([str(questions), "--index", str(index), "--out", str(out), *more])


def test_a_run_reports_by_kind_and_a_failed_question_is_no_zero(
    tmp_path: Path, questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(questions, sample_folder, tmp_path / "out") == 1  # q3 cannot be asked
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


def test_unknown_fields_are_kept(tmp_path: Path, questions: Path, sample_folder: Path) -> None:
    run(questions, sample_folder, tmp_path / "out")
    first = json.loads((tmp_path / "out" / "results.jsonl").read_text().splitlines()[0])
    assert first["extra"] == {"level": 3}


def test_a_run_that_was_cut_off_goes_on(
    tmp_path: Path,
    questions: Path,
    sample_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    run(questions, sample_folder, out)
    results = out / "results.jsonl"
    first, second, *_ = results.read_text().splitlines(keepends=True)
    results.write_text(first + second[:40])
    asked: list[str] = []
    answer = run_module._answer

    def watch(question: EvalQuestion, bot: Chatbot) -> dict[str, Any]:
        asked.append(question.id)
        return answer(question, bot)

    monkeypatch.setattr(run_module, "_answer", watch)
    run(questions, sample_folder, out)
    assert asked == ["q2", "q3"]
    assert json.loads((out / "report.json").read_text())["overall"]["questions"] == 3


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


def test_questions_can_be_chosen_by_field(questions: Path) -> None:
    chosen = list(read_questions(questions, "kind=unanswerable-far"))
    assert [q.id for q in chosen if isinstance(q, EvalQuestion)] == ["q2"]


def test_a_folder_holds_one_run(
    tmp_path: Path, questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "settings.json").write_text('{"index": "another"}')
    assert run(questions, sample_folder, tmp_path) == 2
    assert "holds a run of another index" in capsys.readouterr().err


def test_gold_that_the_index_lacks_is_told(
    tmp_path: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "q"
    file.write_text('{"id": "q9", "question": "What is dropout?", "papers": ["9999.99999"]}')
    assert run(file, sample_folder, tmp_path / "out") == 0
    assert "lacks its gold papers ['9999.99999']" in capsys.readouterr().err


def test_two_runs_are_compared_question_by_question(tmp_path: Path) -> None:
    for name, values in (("old", [0.0, 0.5, 1.0, 0.0]), ("new", [1.0, 1.0, 0.5, None])):
        (tmp_path / name).mkdir()
        scores = {f"q{n}": {"fact_recall": value} for n, value in enumerate(values)}
        (tmp_path / name / "report.json").write_text(json.dumps({"questions": scores}))
    table = compare_runs(tmp_path / "old" / "report.json", tmp_path / "new")
    # q0 to q2 count: means 0.5 and 0.833, better q0 and q1, worse q2; gains 1, .5, -.5.
    # Of the 8 sign patterns |sum| >= 1 for 6: p = .75.
    (row,) = [line for line in table.splitlines() if line.startswith("| fact_recall")]
    assert "| 0.500 | 0.833 | +0.333 |" in row
    assert "| 2 q0 q1 | 1 q2 |" in row
    assert 0.72 < float(row.split("|")[5]) < 0.78


def test_a_report_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(BadReport, match="is no report"):
        compare_runs(tmp_path / "report.json", tmp_path)


def test_results_come_one_by_one(tmp_path: Path, questions: Path, sample_folder: Path) -> None:
    lines = [q for q in read_questions(questions) if isinstance(q, EvalQuestion)]
    runs = run_questions(lines, open_chatbot(sample_folder), tmp_path / "results.jsonl")
    assert next(runs)["id"] == "q1"
    assert (tmp_path / "results.jsonl").read_text().count("\n") == 1
