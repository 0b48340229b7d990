"""Two papers, and an answer that quotes them."""

from index.papers.chunks import Sentence, split_chunks
from rag.answer.answer import Answer
from rag.answer.parts import CheckedSentence, Citation, Passage
from tests.conftest import make_paper

TIDES = make_paper("Tides", "They rise. They fall.", id="1", published="2020-01", authors=["Ada"])


MERGING = make_paper("Merging", "It helps.", id="2")


def cite(number: int, text: str) -> tuple[CheckedSentence, Citation]:
    paper = TIDES if number == 1 else MERGING
    start = paper.abstract.index(text)
    sentence = CheckedSentence(text, (number,), True, "supported", "its words")
    end = start + len(text)
    return sentence, Citation(number, Sentence(paper, start, end), "supported", "its words")


def answer(*parts: tuple[CheckedSentence, Citation]) -> Answer:
    passages = tuple(
        Passage(split_chunks(paper)[0], rank, 0.5, None, 0.25)
        for rank, paper in enumerate((TIDES, MERGING), 1)
    )
    return Answer(
        "Why?",
        sentences=tuple(sentence for sentence, _ in parts),
        citations=tuple(citation for _, citation in parts),
        passages=passages,
        composer="quote",
        confidence=0.5,
        timings={"embed": 0.01},
    )
