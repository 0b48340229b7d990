"""A Daily Papers page saved as text."""

from pathlib import Path

import pytest

from index.errors import BadSource
from index.papers.paper import BadPaper, Paper
from tests.index.readers.conftest import PAGE, read


def test_a_page_gives_title_abstract_and_tail(tmp_path: Path) -> None:
    first, second, third = (p for p in read(tmp_path / "p", PAGE) if isinstance(p, Paper))
    assert (first.title, first.author_count, first.comments) == ("The First Paper", 3, 4)
    # The largest year on the page is 2024, so a date without one is in 2025.
    assert str(first.published) == "2025-09-11"
    assert (second.author_count, second.organization, second.published) == (None, None, None)
    assert (third.organization, str(third.published)) == ("Spiral Works", "2024-12-22")
    assert third.comments is None


def test_the_year_of_a_page_can_be_said(tmp_path: Path) -> None:
    first = read(tmp_path / "p", PAGE, year=2031)[0]
    assert isinstance(first, Paper)
    assert str(first.published) == "2031-09-11"


def test_a_page_that_names_no_year_asks_for_it(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="--as-of 2025"):
        read(tmp_path / "p", PAGE.replace(", 2024", ""))


def test_a_page_cut_short_loses_its_last_paper_only(tmp_path: Path) -> None:
    records = read(tmp_path / "p", PAGE[: PAGE.index("A short abstract")], year=2025)
    assert [type(record) for record in records] == [Paper, Paper, BadPaper]
    assert str(records[2]).endswith("p:21: no abstract")


def test_an_impossible_date_on_a_page_is_named(tmp_path: Path) -> None:
    bad = read(tmp_path / "p", PAGE.replace("Dec 22, 2024", "Feb 30, 2024"))[2]
    assert "date 'Feb 30, 2024' is not in the calendar" in str(bad)
