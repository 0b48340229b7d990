"""From when on papers are new, and in words how that was understood."""

from datetime import date

import pytest

from index.store.reader import IndexReader
from rag import BadQuestion
from rag.query.window import read_window
from tests.conftest import MakeIndex, make_paper

TODAY = date(2025, 6, 12)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> IndexReader:
    """The newest paper is of June 11, 2025."""
    folder = tmp_path_factory.mktemp("window") / "index"
    make_index(folder, [make_paper("Tides", "We study tides.", id="1", listed="2025-06-11")])
    return IndexReader(folder)


def test_the_window_says_how_it_was_understood(news: IndexReader) -> None:
    said = read_window("2w", None, news, TODAY).said
    assert said == "New since May 29, 2025, counted back from today, June 12, 2025"
    said = read_window("7d", None, news, date(2026, 1, 1)).said
    assert "since June 4, 2025, counted back from the newest paper, June 11, 2025" in said
    assert "the newest paper is 204 days old" in said
    assert read_window("2025-06-01", "2025-06-05", news, TODAY).said == (
        "New from June 1, 2025 to June 5, 2025"
    )


def test_a_day_may_be_said_in_words(news: IndexReader) -> None:
    assert str(read_window("Monday", None, news, TODAY).filter) == "new since 2025-06-09"
    assert str(read_window("last month", None, news, TODAY).filter) == "new since 2025-05"


@pytest.mark.parametrize("wrong", ["2025-02-30", "7x", "", "soon", "Monday or so"])
def test_what_is_no_day_is_refused(news: IndexReader, wrong: str) -> None:
    with pytest.raises(BadQuestion, match="since"):
        read_window(wrong, None, news, TODAY)
