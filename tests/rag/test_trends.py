"""Trends: papers a month that are on a topic, and the terms that rise."""

import json
from datetime import date
from pathlib import Path

import pytest

from index.papers.paper import Paper
from index.store.reader import IndexReader
from page.views.digest import to_plots
from rag.records.news import read_topic
from rag.trends import Month, Rise, Trend, find_rising, format_trend, main, read_trend
from tests.conftest import MakeIndex, make_paper

TODAY = date(2025, 2, 1)


def make_tides() -> list[Paper]:
    """Two papers on tides in 2024-11, none in 2024-12, three in 2025-01, beside others on bread."""
    months = ["2024-11", "2024-11", "2025-01", "2025-01", "2025-01"]
    tides = [
        make_paper(f"Tide {n}", f"Sea tide number {n}. The moon pulls.", published=f"{month}-0{n}")
        for n, month in enumerate(months, 1)
    ]
    bread = [
        make_paper(f"Bread {n}", "Flour is sea grey. Tides are not.", published=f"2024-12-0{n}")
        for n in range(1, 4)
    ]
    return [*tides, *bread, make_paper("Undated", "A sea tide without a date.")]


@pytest.fixture(scope="module")
def seas(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> IndexReader:
    folder = tmp_path_factory.mktemp("trends") / "index"
    make_index(folder, list(make_tides()))
    return IndexReader(folder)


def list_months(trend: Trend) -> list[tuple[str, int, int]]:
    return [(month.month, month.papers, month.of) for month in trend.months]


def test_every_month_counts_the_papers_on_the_topic_of_all(seas: IndexReader) -> None:
    # Of bread no sentence holds both words; all three papers of December are on something else.
    assert list_months(read_trend(read_topic("sea tides"), seas, TODAY)) == [
        ("2024-11", 2, 2), ("2024-12", 0, 3), ("2025-01", 3, 3),
    ]  # fmt: skip
    assert list_months(read_trend(None, seas, TODAY)) == [
        ("2024-11", 2, 2), ("2024-12", 3, 3), ("2025-01", 3, 3),
    ]  # fmt: skip
    assert list_months(read_trend(read_topic("tide 5"), seas, TODAY)) == [("2025-01", 1, 3)]
    assert read_trend(read_topic("volcanoes"), seas, TODAY).months == ()


def test_impossible_dates_count_for_nothing(tmp_path: Path, make_index: MakeIndex) -> None:
    wrong = [
        make_paper(f"Tide of {day}", "The sea tide of a wrong date.", published=day)
        for day in ("0001-01-01", "9999-12-31", "2025-03-01")
    ]
    make_index(tmp_path, [*make_tides(), *wrong])
    for topic in (read_topic("sea tides"), None):
        trend = read_trend(topic, IndexReader(tmp_path), TODAY)
        assert [month.month for month in trend.months] == ["2024-11", "2024-12", "2025-01"]
        assert trend.recent == ("2024-11", "2025-01")


def test_months_without_any_paper_take_no_line() -> None:
    months = (Month("2017-06", 1, 1), Month("2017-07", 0, 0), Month("2017-08", 0, 3))
    told = format_trend(Trend("ponds", months, ("2017-06", "2017-08"), ()))
    assert [line[:7] for line in told.split("\n\n")[0].splitlines()] == ["2017-06", "2017-08"]


def test_a_term_rises_beyond_chance_or_not_at_all() -> None:
    old = [make_paper(f"Deep Networks {n}", "Whether.") for n in range(40)]
    few = [make_paper(f"Deep Networks 4{n}", "Rather.") for n in range(30)]
    new = [make_paper(f"Harness Engineering {n}", "Every.") for n in range(10)]
    (rise,) = find_rising([*few, *new], old)  # one of the phrase and its words: they say the same
    assert rise.term in ("harness", "engineering", "harness engineering")
    assert (rise.recent, rise.recent_of, rise.before, rise.before_of) == (10, 40, 0, 40)
    assert find_rising(few, old) == ()
    assert find_rising(new, []) == ()
    assert find_rising([*few, *new], old, {"harness", "engineering"}) == ()


def test_the_command_prints_lines_or_json(
    seas: IndexReader, capsys: pytest.CaptureFixture[str]
) -> None:
    index = ["--index", str(seas.folder)]
    assert main(["--topic", "sea tides", *index]) == 0
    assert "2024-12       0 of      3" in capsys.readouterr().out
    assert main(["--topic", "sea tides", "--json", *index]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["topic"] == "sea tides"
    assert told["months"][2] == {"month": "2025-01", "papers": 3, "of": 3}
    assert main(["--topic", "…", *index]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_many_months_are_drawn_by_year_and_nothing_is_markup() -> None:
    months = tuple(Month(f"{2010 + n // 12}-{1 + n % 12:02}", 2, 3) for n in range(61))
    rising = (Rise("<b>agents</b>", 3, 9, 0, 40),)
    shown = to_plots([Trend("<i>tides</i>", months, ("2015-01", "2015-01"), rising)])
    assert "Papers a year" in shown
    assert "<li>2014: 24 of 36 papers</li>" in shown
    assert "<li>2015: 2 of 3 papers</li>" in shown
    assert shown.count("<span style=") == 6
    assert "<b>" not in shown
    assert "<i>" not in shown
    assert "Papers a month" in to_plots([Trend("tides", months[:60], ("", ""), ())])


def test_an_index_without_dates_has_no_trend(tmp_path: Path, make_index: MakeIndex) -> None:
    make_index(tmp_path, [make_paper("Tide", "A tide.")])
    assert list_months(read_trend(None, IndexReader(tmp_path), TODAY)) == []
    assert list_months(read_trend(read_topic("tide"), IndexReader(tmp_path), TODAY)) == []
