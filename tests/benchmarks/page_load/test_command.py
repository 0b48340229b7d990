"""Both pages, asked by a few at once."""

from pathlib import Path

from benchmarks.material import read_questions
from benchmarks.page_load.__main__ import measure


def test_three_chats_at_once_are_all_answered(sample_folder: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"question": "What is dropout?"}\n{"question": "What is LoRA?"}\n')
    for report in measure(sample_folder, read_questions(questions), 3).values():
        assert report["lost"] == 0
        assert report["sources"]["p95"] < report["end"]["p95"]
