"""The order that a question asks for, where it is said of papers."""

import pytest

from index.papers.filters import Order
from rag.query.filters.sorting import MOST, find_order
from rag.query.filters.spans import cut
from rag.query.topic import list_topic_terms


@pytest.mark.parametrize(
    ("question", "order", "limit", "nth"),
    [
        ("What is the oldest paper in this list?", "date asc", 1, 1),
        ("most recent paper here?", "date desc", 1, 1),
        ("which is the newest?", "date desc", 1, 1),
        ("second oldest paper", "date asc", 1, 2),
        ("list the three oldest papers", "date asc", 3, 1),
        ("top 5 most upvoted papers", "upvotes desc", 5, 1),
        ("the last four papers", "date desc", 4, 1),
        ("which paper got the most comments?", "comments desc", 1, 1),
        ("most popular papers overall", "upvotes desc", None, 1),
        ("paper with the fewest authors", "authors asc", 1, 1),
        ("largest author list?", "authors desc", 1, 1),
        ("all papers, oldest first", "date asc", None, 1),
        ("papers sorted by upvotes", "upvotes desc", None, 1),
    ],
)
def test_orders_are_read(question: str, order: str, limit: int | None, nth: int) -> None:
    found = find_order(question)
    assert found
    assert (str(found.order), found.limit, found.nth) == (order, limit, nth)
    assert list_topic_terms(cut(question, found.spans)) == []


@pytest.mark.parametrize(
    "question",
    [
        "largest model size",
        "the first paper to show double descent",
        "what is the most popular optimizer for transformers?",
        "top 5 accuracy on ImageNet",
    ],
)
def test_a_superlative_of_anything_else_orders_nothing(question: str) -> None:
    assert find_order(question) is None


def test_the_orders_of_the_type_are_those_of_the_words() -> None:
    found = find_order("newest paper")
    assert found
    assert found.order == Order("date")


def test_nobody_gets_more_papers_than_a_reader_can_use() -> None:
    found = find_order("top 500 most upvoted papers")
    assert found
    assert found.limit == MOST
