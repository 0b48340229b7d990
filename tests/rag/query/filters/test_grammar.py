"""What several filters read in the same words."""

import pytest

from rag.query.filters.grammar import AUTHOR, HERE, PAPER, UPVOTES, WORK, ignore_case, read_key


@pytest.mark.parametrize(
    ("part", "words", "others"),
    [
        (PAPER, ["Paper", "preprints"], ["work", "paperwork"]),
        (WORK, ["PAPERS", "works", "study"], ["worker"]),
        (AUTHOR, ["author", "Coauthor", "co-author"], ["authors"]),
        (UPVOTES, ["likes", "up-vote", "votes"], ["like"]),
        (HERE, ["here", "in this list", "do you have", "of the whole index"], ["in the list of"]),
    ],
)
def test_a_part_reads_its_words_and_no_others(
    part: str, words: list[str], others: list[str]
) -> None:
    pattern = ignore_case(part)
    assert all(pattern.fullmatch(word) for word in words)
    assert not any(pattern.fullmatch(word) for word in others)


def test_a_noun_says_which_fact_is_meant() -> None:
    nouns = ["upvotes", "Likes", "votes", "popularity", "comments", "co-authors", "recency", "age"]
    keys = ["upvotes"] * 4 + ["comments", "authors", "date", "date"]
    assert [read_key(noun) for noun in nouns] == keys
