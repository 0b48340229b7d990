"""Dates in the words of a question."""

from datetime import date

import pytest

from rag.query.filters.dates import find_dates, find_today

TODAY = date(2025, 10, 13)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("in 2021", "2021", "2021"),
        ("from 2020 to 2023", "2020", "2023"),
        ("in 2020-2023", "2020", "2023"),
        ("between March and May 2025", "2025-03", "2025-05"),
        ("between November and February", "2024-11", "2025-02"),
        ("since March", "2025-03", None),
        ("since November", "2024-11", None),
        ("before 2019", None, "2018"),
        ("before Q2 2025", None, "2025-03"),
        ("after June 2024", "2024-07", None),
        ("after 2024-12-31", "2025-01-01", None),
        ("until 2021", None, "2021"),
        ("from 2023 onwards", "2023", None),
        ("last month", "2025-09", "2025-09"),
        ("last year", "2024", "2024"),
        ("this year", "2025", "2025"),
        ("in the past three months", "2025-07-13", None),
        ("in the month up to the newest paper", "2025-09-13", None),
        ("last week", "2025-10-06", "2025-10-12"),
        ("on the newest date", "2025-10-13", "2025-10-13"),
        ("recently", "2025-04-13", None),
        ("in Q1 2025", "2025-01", "2025-03"),
        ("in the second half of 2024", "2024-07", "2024-12"),
        ("in 2024-05", "2024-05", "2024-05"),
        ("on May 3rd, 2024", "2024-05-03", "2024-05-03"),
        ("on 3 May 2024", "2024-05-03", "2024-05-03"),
        ("in the 2010s", "2010", "2019"),
        ("from 2024 on", "2024", None),
        ("2024 on", "2024", None),
    ],
)
def test_dates_are_read(text: str, since: str | None, until: str | None) -> None:
    (phrase,) = find_dates(text, TODAY)
    assert phrase.span in ((0, len(text)), (3, len(text)))
    ends = [str(day) if day else None for day in (phrase.since, phrase.until)]
    assert ends == [since, until]


@pytest.mark.parametrize("text", ["in 2024-13", "on 30 February 2024", "in 20210 steps", "in 21%"])
def test_what_the_calendar_lacks_is_no_date(text: str) -> None:
    assert list(find_dates(text, TODAY)) == []


def test_a_time_goes_on_only_where_the_words_say_so() -> None:
    (phrase,) = find_dates("listed in August 2025 on chess", TODAY)
    assert (str(phrase.since), str(phrase.until)) == ("2025-08", "2025-08")
    (phrase,) = find_dates("papers from 2024 on about merging", TODAY)
    assert (str(phrase.since), phrase.until) == ("2024", None)


def test_without_a_newest_paper_only_absolute_dates_mean_something() -> None:
    assert list(find_dates("last month, or in March, or recently", None)) == []
    assert len(list(find_dates("in March 2024", None))) == 1


def test_days_count_back_from_today_where_papers_still_come() -> None:
    newest = date(2025, 6, 11)
    assert find_today(newest, date(2025, 6, 18)) == date(2025, 6, 18)
    assert find_today(newest, date(2025, 6, 19)) == newest
    assert find_today(date(2031, 1, 1), TODAY) == TODAY  # a date that is wrong
    assert find_today(None, TODAY) == TODAY
