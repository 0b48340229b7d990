"""What is given beside a question, read."""

import pytest

from index.papers.filters import ALL, PaperFilter
from page.turns.steering import Choices, Steering
from rag.query.question import BadQuestion


def test_what_is_blank_is_not_chosen() -> None:
    assert Choices("", None, " ", None).read_filter() == ALL
    assert Choices(since=" 2014 ", author="Ann").read_filter() == PaperFilter.make(
        since="2014", author="Ann"
    )


def test_words_are_read_and_papers_can_be_others() -> None:
    papers = PaperFilter.make(until="2015")
    assert Choices(k=3, since="2014").steer(papers) == Steering(3, papers, "")
    assert Choices(model=None).steer(ALL) == Steering()


def test_a_wrong_date_says_so() -> None:
    with pytest.raises(BadQuestion, match="'soon' is not YYYY"):
        Choices(until="soon").read_filter()
