"""What a sentence rests on: an abstract's sentence, or a record, and never one for the other."""

from index.papers.chunks import Sentence
from rag.answer.source import Record
from tests.rag.answer.examples import MERGING, TIDES


def test_a_record_is_the_papers_and_no_sentence_of_its_abstract() -> None:
    assert Record(TIDES) == Record(TIDES)
    sources = {Record(TIDES), Record(TIDES), Record(MERGING), Sentence(TIDES, 0, 0)}
    assert len(sources) == 3
