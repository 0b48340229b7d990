"""A paper's record in words."""

import pytest

from index.papers.paper import PaperDate
from rag.answer.wording import capitalise, list_facts, say_count, say_date, say_fact, say_names
from tests.conftest import make_paper


def test_dates_are_said_as_exact_as_they_are_known() -> None:
    dates = [PaperDate(2017, 4, 27), PaperDate(2025, 10), PaperDate(1986)]
    assert [say_date(day) for day in dates] == ["April 27, 2017", "October 2025", "1986"]


def test_one_is_no_plural_and_thousands_have_their_comma() -> None:
    assert [say_count(1, "comments"), say_count(1204, "upvotes")] == ["1 comment", "1,204 upvotes"]
    assert say_count(0, "authors") == "0 authors"


def test_a_first_letter_is_made_large_and_no_other_small() -> None:
    assert [capitalise("the BERT paper"), capitalise("")] == ["The BERT paper", ""]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, ""),
        (1, "A1"),
        (2, "A1 and A2"),
        (3, "A1, A2 and A3"),
        (12, "A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11 and A12"),
        (13, "A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12 and others"),
    ],
)
def test_authors_after_the_twelfth_are_others(count: int, said: str) -> None:
    names = [f"A{n}" for n in range(1, count + 1)]
    assert say_names(make_paper(authors=names)) == said


def test_a_record_is_told_fact_by_fact_without_those_it_lacks() -> None:
    paper = make_paper(
        published="2024-07", organization="Apple", authors=["Ada"], author_count=1, upvotes=0
    )
    assert list_facts(paper) == [
        "published July 2024 (2024-07)",
        "organization: Apple",
        "authors: Ada",
        "1 author",
        "0 upvotes",
    ]
    assert [say_fact(paper, "date"), say_fact(paper, "comments")] == ["July 2024", ""]
    assert list_facts(make_paper()) == []
