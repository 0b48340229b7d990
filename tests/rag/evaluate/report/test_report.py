"""Reports of made-up results, whose figures can be checked by eye."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from rag.evaluate.measures.metrics import risk_coverage, trade_off
from rag.evaluate.report.plots import plot_kinds, plot_risk, plot_trade_off
from rag.evaluate.report.report import (
    MEANS,
    BadReport,
    compare_runs,
    load_scores,
    summarise_stages,
    write_report,
)

EVIL = "<script>alert('x')</script>|</td> $x^$ --> \ud800"


def make_result(id: str, *, kind: str = "single-fact", **more: Any) -> dict[str, Any]:
    """A result as rag.evaluate writes it; `more` replaces what the test is about."""
    values: dict[str, Any] = {
        "confidence": 0.5, "abstained": False, "facts": 1.0, "timings": {}, "text": "Yes.",
        "quote": "", "answerable": True, "gold_answer": "", "error": None,
    } | more  # fmt: skip
    citations = [{"number": 1, "quote": values["quote"], "paper": {"title": values["quote"]}}]
    scores = {name: None for name in MEANS} | {
        "fact_recall": values["facts"], "invented": 0, "words": 1, "ms": 2.0,
        "answered_rightly": float(values["abstained"] != values["answerable"]),
    }  # fmt: skip
    answer = {
        "text": values["text"], "abstained": values["abstained"], "timings": values["timings"],
        "confidence": values["confidence"], "citations": citations if values["quote"] else [],
    }  # fmt: skip
    gold = {
        "papers": [values["gold_answer"]], "also": [], "facts": [values["gold_answer"]],
        "answerable": values["answerable"],
    }  # fmt: skip
    return {
        "id": id, "question": values["text"], "kind": kind, "gold": gold, "history": [],
        "gold_answer": values["gold_answer"], "extra": {}, "error": values["error"],
        "answer": None if values["error"] else answer, "scores": {} if values["error"] else scores,
    }  # fmt: skip


def test_stages_are_over_the_sound_questions_that_came_to_them(tmp_path: Path) -> None:
    results = [
        make_result(str(n), timings={"embed": n / 1000} | ({"compose": 0.5} if n == 1 else {}))
        for n in range(1, 22)
    ]
    results.append(make_result("bad", error="broken"))
    stages = summarise_stages(results)
    # 1 to 21 ms: the median is 11, and 95 % of the way from 1 to 21 is 20.
    assert stages["embed"] == pytest.approx({"questions": 21, "p50_ms": 11, "p95_ms": 20})
    assert stages["compose"] == pytest.approx({"questions": 1, "p50_ms": 500, "p95_ms": 500})
    write_report(results, tmp_path)
    assert json.loads((tmp_path / "report.json").read_text())["stages"] == stages
    assert "| embed | 21 | 11 | 20 |" in (tmp_path / "report.md").read_text()
    assert "<td>embed</td><td>21</td><td>11</td><td>20</td>" in (
        (tmp_path / "report.html").read_text()
    )


def test_the_worst_questions_have_quotes_and_gold_beside_the_answer(tmp_path: Path) -> None:
    result = make_result("q", text="Said.", quote="Quoted.", gold_answer="Wanted.", facts=0.0)
    write_report([result], tmp_path)
    page = (tmp_path / "report.html").read_text()
    (row,) = [line for line in page.splitlines() if "<h3>q single-fact</h3>" in line]
    head = "<th>question</th><th>answer</th><th>quotes</th><th>gold</th>"
    places = [row.index(text) for text in (head, "Said.", "[1] Quoted.", "<b>answer:</b> Wanted.")]
    assert places == sorted(places)
    assert row.count("<tr>") == 2


def test_nothing_hostile_becomes_markup(tmp_path: Path) -> None:
    results = [
        make_result(EVIL, kind=EVIL, text=EVIL, quote=EVIL, gold_answer=EVIL, facts=0.0),
        make_result("2", kind=EVIL, answerable=False, timings={EVIL: 1.0}),
        make_result("3", kind=EVIL, text=EVIL, error=EVIL),
    ]
    write_report(results, tmp_path)
    for name in ("report.html", "report.md"):
        text = (tmp_path / name).read_text()
        assert "<script" not in text
        assert "&lt;script&gt;" in text
    table = (tmp_path / "report.md").read_text().splitlines()
    assert {line.count("|") for line in table[:4]} == {table[0].count("|")}


def test_every_plot_is_sound_svg_even_of_nothing() -> None:
    kinds = {EVIL: dict.fromkeys(("recall@5", "fact_recall", "citation_precision"))}
    for plot in (plot_kinds(kinds), plot_kinds({}), plot_risk([]), plot_trade_off([])):
        assert ElementTree.fromstring(plot).tag.endswith("svg")  # noqa: S314 - our own
    odd = [make_result("1", kind="_漢字$"), make_result("2", kind="_漢字$", answerable=False)]
    assert "<svg" in plot_trade_off(odd)


def test_the_trade_off_goes_from_refusing_none_to_refusing_all() -> None:
    # Answerable at .4 and .8, unanswerable at .2 and .4. Gates at .2, .4, .8 and beyond.
    outcomes = [(False, 0.4), (False, 0.8), (True, 0.2), (True, 0.4)]
    assert trade_off(outcomes) == [(0, 0), (0, 0.5), (0.5, 1), (1, 1)]
    assert trade_off([(False, 0.4)]) == []


def test_risk_is_a_band_where_refused_questions_were_not_judged() -> None:
    # From the most confident on: right, wrong, refused (unknown), and two with equal confidence.
    outcomes = [(0.9, False), (0.8, True), (0.7, None), (0.1, True), (0.1, None)]
    assert risk_coverage(outcomes) == [
        (0.2, 0, 0), (0.4, 1 / 2, 1 / 2), (0.6, 1 / 3, 2 / 3), (1.0, 2 / 5, 4 / 5),
    ]  # fmt: skip
    assert risk_coverage([]) == []


def test_a_run_is_named_by_its_folder_or_its_report(tmp_path: Path) -> None:
    for name, facts in (("old", 0.0), ("new", 1.0)):
        (tmp_path / name).mkdir()
        write_report([make_result(f"q{n}", facts=facts) for n in range(10)], tmp_path / name)
    table = compare_runs(tmp_path / "old", tmp_path / "new")
    named = compare_runs(tmp_path / "old" / "report.json", tmp_path / "new" / "report.json")
    rows = [[line for line in t.splitlines() if "fact_recall" in line] for t in (table, named)]
    assert rows[0] == rows[1]
    assert "| 10 q0 q1 q2 q3 q4 q5 q6 q7 q8 q9 | 0  |" in rows[0][0]
    assert "| answered_rightly | 1.000 | 1.000 |" in table


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"questions": [1]}', None])
def test_what_is_no_report_is_named(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "report.json").write_bytes(content)
    with pytest.raises(BadReport, match=r"report\.json (is no report|cannot be read)"):
        load_scores(tmp_path)


def test_a_missing_report_is_told_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.evaluate import __main__ as evaluate

    call = ["no-file", "--out", str(tmp_path / "out"), "--against", str(tmp_path / "none")]
    assert evaluate.main(call) == 2
    assert "none cannot be read: No such file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_run_is_not_compared_with_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from rag.evaluate import __main__ as evaluate

    for other in (tmp_path, tmp_path / "report.json"):
        assert evaluate.main(["no-file", "--out", str(tmp_path), "--against", str(other)]) == 2
        assert "is this run's own report" in capsys.readouterr().err
