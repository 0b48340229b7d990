"""A question with its filter as a link, and back."""

from dataclasses import replace

import pytest

from index.papers.filters import ALL, CountRange, PaperFilter
from page.keeping.links import read_query, to_query
from rag.query.question import BadQuestion
from tests.page.conftest import answer_with


def test_a_link_reproduces_question_and_filter() -> None:
    filter = replace(
        PaperFilter.make("2024-05", "2025", "Harbour & Sons", "Ann Quay"),
        counts=(CountRange("upvotes", 10), CountRange("authors", None, 3)),
    )
    answer = replace(answer_with("Tides"), filters=filter, question="50 % of Ünits?")
    question, steering = read_query("?" + to_query(answer))
    assert question == answer.question
    assert steering.filter == filter
    assert read_query("q=Why%3F")[1].filter == ALL


@pytest.mark.parametrize(
    "query", ["q=x&since=soon", "q=x&counts=upvotes", "q=x&counts=x:1:2", "q=x&k=0", "q=x&k=999"]
)
def test_a_wrong_link_says_what_is_wrong(query: str) -> None:
    with pytest.raises(BadQuestion):
        read_query(query)
