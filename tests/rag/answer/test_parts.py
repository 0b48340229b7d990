"""Passages, citations and sentences through JSON and back, and what a citation quotes."""

import json

from index.papers.chunks import Sentence, split_chunks
from rag.answer.parts import Citation, Passage
from rag.answer.source import Record
from tests.rag.answer.examples import TIDES, answer, cite


def test_a_quote_is_a_slice_of_the_abstract() -> None:
    citation = answer(cite(1, "They fall.")).to_dict()["citations"][0]
    assert TIDES.abstract[citation["start"] : citation["end"]] == citation["quote"] == "They fall."


def test_a_passage_keeps_its_scores_through_json() -> None:
    whole = Passage(split_chunks(TIDES)[0], 2, 0.5, None, -0.25, late=0.75, rerank_score=-3.5)
    assert Passage.from_dict(json.loads(json.dumps(whole.to_dict()))) == whole


def test_a_cited_record_quotes_nothing_and_comes_back_as_a_record() -> None:
    of_record = Citation(1, Record(TIDES), "supported", "the index's own record")
    assert (of_record.start, of_record.end, of_record.quote) == (0, 0, "")
    back = Citation.from_dict(json.loads(json.dumps(of_record.to_dict())))
    assert back == of_record
    assert back.is_record
    first = Citation(1, Sentence(TIDES, 0, 10), "supported", "its words")
    assert Citation.from_dict(first.to_dict()) == first
    assert (first.quote, first.is_record) == ("They rise.", False)


def test_a_sentence_comes_back_from_json_with_its_numbers() -> None:
    sentence, _ = cite(1, "They rise.")
    assert type(sentence).from_dict(json.loads(json.dumps(sentence.to_dict()))) == sentence
