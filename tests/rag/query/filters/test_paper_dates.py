"""Which of the dates in a question says when papers are from."""

from datetime import date

import pytest

from rag.query.filters.dates import find_dates
from rag.query.filters.paper_dates import find_paper_dates, is_sound

TODAY = date(2025, 10, 13)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("papers from 2024 on tides", "from 2024"),
        ("do you have 2024 papers on tides?", "2024"),
        ("In 2024, which papers read tides?", "In 2024"),
        ("Which papers that were published in 2024 read tides?", "in 2024"),
        ("What came out last month?", "last month"),
        ("tide readers published in 2024", "in 2024"),
        ("Which papers read tides collected in 2020?", ""),
        ("Which model won at the tide olympiad in 2020?", ""),
        ("How did models do at TIDE 2024?", ""),
        ("papers on tides at WMT in 2014", ""),
    ],
)
def test_a_date_filters_where_it_is_said_of_papers(text: str, said: str) -> None:
    phrase = find_paper_dates(text, list(find_dates(text, TODAY)), [])
    assert (text[slice(*phrase.span)] if phrase else "") == said


def test_a_date_that_follows_whose_papers_are_meant_is_theirs() -> None:
    text = "anything NVIDIA did in 2024?"
    times = list(find_dates(text, TODAY))
    assert find_paper_dates(text, times, []) is None
    assert find_paper_dates(text, times, [(9, 19)])


def test_a_time_that_ends_before_it_begins_is_unsound() -> None:
    (forth,), (back,) = find_dates("from 2020 to 2023", None), find_dates("from 2023 to 2020", None)
    assert is_sound(forth)
    assert not is_sound(back)
