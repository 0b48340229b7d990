"""How many upvotes, comments or authors papers must have."""

import pytest

from rag.query.filters.counts import find_counts


@pytest.mark.parametrize(
    ("question", "said", "counts"),
    [
        ("papers with exactly four comments", "with exactly four comments", "with 4 comments"),
        ("is there a paper by a single author?", "by a single author", "with 1 author"),
        ("single-author papers", "single-author", "with 1 author"),
        ("papers with more than 1,000 upvotes", "with more than 1,000 upvotes",
         "with at least 1,001 upvotes"),
        ("papers with at most 3 authors", "with at most 3 authors", "with at most 3 authors"),
        ("papers with between 2 and 5 authors", "with between 2 and 5 authors",
         "with 2 to 5 authors"),
    ],
)  # fmt: skip
def test_counts_are_read(question: str, said: str, counts: str) -> None:
    (phrase,) = find_counts(question)
    assert question[slice(*phrase.span)] == said
    assert str(phrase.range) == counts


def test_a_count_without_papers_is_none_of_papers() -> None:
    assert list(find_counts("does self-consistency win with at least 5 votes?")) == []
