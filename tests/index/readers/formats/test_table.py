"""CSV, by the names of its columns."""

from pathlib import Path

import pytest

from tests.index.readers.conftest import CSV, complaints, papers, read


def test_csv_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    records = read(tmp_path / "c", CSV)
    tides, waves = papers(records)
    assert (tides.title, tides.abstract) == ('The "Tides"', "We study tides; they rise.")
    assert (tides.id, tides.upvotes, str(tides.published)) == ("2401.00001", 7, "2024-01-05")
    assert (waves.authors, waves.upvotes, waves.sources) == (
        ("Ada Lovelace", "Bo Li"), None, ("csv",),
    )  # fmt: skip
    assert complaints(records, tmp_path / "c") == [
        "c:6: has 7 cells, more than the 6 columns",
        "c:7: no abstract",
    ]


def test_a_quote_that_is_not_closed_costs_its_own_line(tmp_path: Path) -> None:
    lines = [f"Title {n},We study pond {n}. {'It is wet. ' * 20}" for n in range(2_000)]
    lines[500] = '"Title 500,We study'
    records = read(tmp_path / "c", "title,abstract\n" + "\n".join(lines))
    assert complaints(records, tmp_path / "c") == ["c:502: is no sound CSV: a quote is not closed"]
    assert len(papers(records)) == 1_999


@pytest.mark.usefixtures("uncollected")
def test_a_cell_that_is_nested_too_deeply_costs_its_row(tmp_path: Path) -> None:
    deep = "[" * 700 + '""a""' + "]" * 700
    records = read(tmp_path / "c", f'title,abstract\nT,"{deep}"\nU,They rise.\n')
    assert complaints(records, tmp_path / "c") == ["c:2: is nested too deeply"]
    assert [paper.title for paper in papers(records)] == ["U"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_may_have_commas_semicolons_or_tabs(tmp_path: Path, separator: str) -> None:
    rows = [["id", "title", "summary"], ["1", "Tides", "They rise."]]
    text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows)
    (paper,) = papers(read(tmp_path / "c", text))
    assert (paper.id, paper.title, paper.abstract) == ("1", "Tides", "They rise.")
