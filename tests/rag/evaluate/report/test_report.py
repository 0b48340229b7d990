"""Reports of made-up results, whose figures can be checked by eye; runs compared."""

import json
from pathlib import Path

import pytest

from rag.evaluate.report.report import (
    BadReport,
    compare_runs,
    load_scores,
    summarise_stages,
    write_report,
)
from tests.rag.evaluate.conftest import largest_file, run
from tests.rag.evaluate.report.conftest import EVIL, make_result


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


def test_a_report_that_does_not_fit_leaves_the_old_one(
    tmp_path: Path, questions: Path, sample_folder: Path
) -> None:
    out = tmp_path / "out"
    assert run(questions, sample_folder, out=out) == 0
    before = (out / "report.html").read_text()
    with largest_file(500):  # the results are there; settings.json fits
        assert run(questions, sample_folder, out=out) == 2
    assert (out / "report.html").read_text() == before
    assert list(out.glob("*.new")) == []
