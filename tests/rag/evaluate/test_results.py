"""What a batch run leaves behind, and what it does when it cannot: real files, real limits."""

from pathlib import Path

import pytest

from rag.chatbot import Chatbot
from rag.evaluate.measures.dataset import EvalQuestion
from rag.evaluate.measures.metrics import Gold
from rag.evaluate.report.report import BadReport
from rag.evaluate.results import read_results
from rag.evaluate.run import run_questions
from tests.rag.evaluate.conftest import largest_file, run


def test_a_disk_that_is_full_from_the_start_is_one_line(
    tmp_path: Path, questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.jsonl").symlink_to("/dev/full")
    assert run(questions, sample_folder, out=out) == 2
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "rag.evaluate" in line]
    assert f"{out / 'results.jsonl'}: No space left on device; what was answered before" in line
    (out / "results.jsonl").unlink()
    assert run(questions, sample_folder, out=out) == 0


def test_a_disk_that_fills_up_keeps_what_was_answered(
    tmp_path: Path, questions: Path, sample_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    run(questions, sample_folder, out=whole)
    first, second, _ = (whole / "results.jsonl").read_bytes().splitlines(keepends=True)
    with largest_file(len(first) + len(second) // 2):
        assert run(questions, sample_folder, out=out) == 2
    assert "the same command goes on from there" in capsys.readouterr().err
    results = out / "results.jsonl"
    assert results.read_bytes().count(b"\n") == 1
    assert results.stat().st_size > len(first)  # the second was cut off
    assert run(questions, sample_folder, out=out) == 0
    assert [row["id"] for row in read_results(results)] == ["q1", "q2", "q3"]


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
    assert run(questions, sample_folder, out=tmp_path) == 2
    assert reason in capsys.readouterr().err
    assert results.read_bytes() == content
    with pytest.raises(BadReport, match="give another --out, or remove the file"):
        list(read_results(results))


def test_what_splits_lines_elsewhere_splits_no_result(tmp_path: Path, chatbot: Chatbot) -> None:
    odd = EvalQuestion("q\u2028\x85", "What is\u2028dropout? \ud800", Gold(), kind="\x0b")
    file = tmp_path / "results.jsonl"
    (result,) = run_questions([odd], chatbot, file)
    assert list(read_results(file)) == [result]
