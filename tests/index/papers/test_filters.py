"""Filters and orders: what is refused, how they are said, and which of two holds."""

import pytest

from index.errors import BadFilter
from index.papers.filters import CountRange, Order, PaperFilter, days_of
from index.papers.paper import PaperDate


@pytest.mark.parametrize(
    ("conditions", "complaint"),
    [
        ({"since": "soon"}, "since: date 'soon' is not YYYY"),
        ({"until": "2021-02-30"}, "is not in the calendar"),
        ({"since": "2022", "until": "2021-12"}, "since 2022 is after until 2021-12"),
        ({"organization": " ?! "}, r"organization '\?!' has no word in it"),
        ({"author": "x" * 301}, "301 characters, more than 300"),
        ({"author": 7}, "author is text, not int"),
    ],
)
def test_what_cannot_be_meant_is_refused(conditions: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadFilter, match=complaint):
        PaperFilter.make(**conditions)


def test_a_filter_is_described_and_goes_through_json() -> None:
    filter = PaperFilter.make("2025-03", None, "NVIDIA", "Ada")
    assert str(filter) == "since 2025-03, by Ada, by NVIDIA"
    assert str(PaperFilter.make("2021", "2021")) == "in 2021"
    counted = PaperFilter(counts=(CountRange("upvotes", 100), CountRange("authors", 1, 1)))
    assert str(counted) == "with at least 100 upvotes, with 1 author"
    for one in (filter, counted, PaperFilter()):
        assert PaperFilter.from_dict(one.to_dict()) == one
    assert not PaperFilter()
    assert Order.parse("authors asc") == Order("authors", descending=False)
    with pytest.raises(BadFilter, match="'sideways' is not a key"):
        Order.parse("sideways")


def test_what_is_given_beats_what_was_read() -> None:
    read = PaperFilter.make("2020", "2021", "Google")
    assert PaperFilter.make(since="2024").over(read) == PaperFilter.make("2024", None, "Google")
    assert PaperFilter.make(organization="NVIDIA").over(read).organization == "NVIDIA"
    assert PaperFilter().over(read) == read


def test_a_date_means_all_its_days() -> None:
    for text, first, last in (
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-03", "2024-02-03", "2024-02-03"),
    ):
        ends = (days_of(PaperDate.parse(first))[0], days_of(PaperDate.parse(last))[1])
        assert days_of(PaperDate.parse(text)) == ends
