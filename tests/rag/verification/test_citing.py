"""Drafts as sentences of an answer: numbers, quotes, records."""

from index.papers.chunks import split_sentences
from rag.answer.answer import Answer
from rag.answer.draft import Draft
from rag.answer.source import Record
from rag.verification.checker import Check
from rag.verification.citing import add_draft, is_quote
from tests.conftest import make_paper

FINE = Check("supported", "its own words")
TIDES = make_paper("Tides", "They rise. They fall.", id="1")
WINDS = make_paper("Winds", "They blow.", id="2")
RISE, FALL = split_sentences(TIDES)
(BLOW,) = split_sentences(WINDS)


def test_papers_are_numbered_in_order_of_first_appearance() -> None:
    answer = Answer("what do they do?")
    for sentence in (BLOW, RISE, FALL):
        answer = add_draft(answer, Draft(sentence.text, (sentence,)), FINE)
    assert [s.numbers for s in answer.sentences] == [(1,), (2,), (2,)]
    assert [(c.number, c.quote) for c in answer.citations] == [
        (1, "They blow."), (2, "They rise."), (2, "They fall."),
    ]  # fmt: skip


def test_a_sentence_of_two_papers_has_both_numbers_once() -> None:
    draft = Draft("Tides rise and fall while winds blow.", (RISE, FALL, BLOW))
    (sentence,) = add_draft(Answer("?"), draft, FINE).sentences
    assert (sentence.numbers, sentence.quoted) == ((1, 2), False)


def test_a_record_is_cited_without_a_quote() -> None:
    answer = add_draft(Answer("?"), Draft("Tides: 2020.", (Record(TIDES),)), FINE)
    (citation,) = answer.citations
    assert (citation.is_record, citation.quote, citation.paper) == (True, "", TIDES)
    assert not answer.sentences[0].quoted


def test_only_the_very_words_are_a_quote() -> None:
    assert is_quote(Draft("They rise.", (FALL, RISE)))
    assert not is_quote(Draft("they rise.", (RISE,)))
    assert not is_quote(Draft("", (Record(TIDES),)))
