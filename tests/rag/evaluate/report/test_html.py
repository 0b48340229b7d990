"""The page of a report."""

from pathlib import Path

from rag.evaluate.report.report import (
    write_report,
)
from tests.rag.evaluate.report.conftest import make_result


def test_the_worst_questions_have_quotes_and_gold_beside_the_answer(tmp_path: Path) -> None:
    result = make_result("q", text="Said.", quote="Quoted.", gold_answer="Wanted.", facts=0.0)
    write_report([result], tmp_path)
    page = (tmp_path / "report.html").read_text()
    (row,) = [line for line in page.splitlines() if "<h3>q single-fact</h3>" in line]
    head = "<th>question</th><th>answer</th><th>quotes</th><th>gold</th>"
    places = [row.index(text) for text in (head, "Said.", "[1] Quoted.", "<b>answer:</b> Wanted.")]
    assert places == sorted(places)
    assert row.count("<tr>") == 2
