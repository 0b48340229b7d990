"""What a question asks of papers' records."""

import pytest

from rag.query.filters.lookup import (
    asks_for_claims,
    asks_for_papers,
    find_lookup,
    speaks_of_collection,
)


@pytest.mark.parametrize(
    ("question", "intent", "subject"),
    [
        ("When did the RWKV-7 Goose paper come out?", "date", "RWKV-7 Goose"),
        ("what year was DeepArchitect published?", "date", "DeepArchitect"),
        ("DeepArchitect paper, when was it?", "date", "DeepArchitect"),
        ("who wrote the MergeBench paper", "authors", "MergeBench"),
        ("authors of B-STaR?", "authors", "B-STaR"),
        ("how many authors does the Nemotron paper have?", "author count", "Nemotron"),
        ("kimi k3 number of authors", "author count", "kimi k3"),
        ("Which lab is behind BroRL?", "organization", "BroRL"),
        ("how many upvotes did FIPO get?", "upvotes", "FIPO"),
        ("how many comments does FIPO have?", "comments", "FIPO"),
        ("how many papers on tides", "number", " on tides"),
    ],
)
def test_facts_of_records_are_looked_up(question: str, intent: str, subject: str) -> None:
    lookup = find_lookup(question)
    assert lookup
    assert (lookup.intent, lookup.subject, lookup.also) == (intent, subject, ())


@pytest.mark.parametrize(
    ("question", "intent", "also"),
    [
        ("who wrote the BroRL paper, and when?", "authors", ("date",)),
        ("when was BroRL published and who wrote it?", "date", ("authors",)),
        ("who (which lab) is behind BroRL, and when is it from?", "organization", ("date",)),
        ("how many authors does BroRL have, and how many upvotes?", "author count", ("upvotes",)),
        ("when was BroRL put on arxiv and when did it show up on daily papers", "date", ("date",)),
    ],
)
def test_two_facts_are_looked_up_of_one_paper(
    question: str, intent: str, also: tuple[str, ...]
) -> None:
    lookup = find_lookup(question)
    assert lookup
    assert (lookup.intent, lookup.subject, lookup.also) == (intent, "BroRL", also)


def test_only_words_that_speak_of_papers_make_a_lookup_sure() -> None:
    sure = [find_lookup(f"when was {it} released?") for it in ("the LoRA paper", "LoRA")]
    assert [lookup and lookup.sure for lookup in sure] == [True, False]


@pytest.mark.parametrize("question", ["how many tasks are there?", "when does tuning help?"])
def test_what_only_sounds_like_a_record_is_content(question: str) -> None:
    assert find_lookup(question) is None


def test_what_is_wanted_shows_in_how_a_question_begins() -> None:
    assert asks_for_papers("please list all papers on tides")
    assert not asks_for_claims("please list all papers on tides")
    assert asks_for_claims("What does it say of tides?")
    assert not asks_for_papers("What does it say of tides?")
    assert speaks_of_collection("what do you have on tides?")
    assert not speaks_of_collection("what is known of tides?")
