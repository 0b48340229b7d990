"""Evidence to drafts: sentences of an answer, each with the sentences it rests on."""

from collections.abc import Iterator
from typing import Protocol

from index.papers.chunks import Sentence
from rag.answer.draft import Draft
from rag.evidence.selection import Evidence
from rag.query.question import Question


class Composer(Protocol):
    """Writes an answer sentence by sentence. What it writes is checked; it decides nothing."""

    @property
    def name(self) -> str:
        """How an answer names its composer."""

    def compose(self, question: Question, evidence: Evidence) -> Iterator[Draft]:
        """Yield the sentences in reading order, each as soon as it is there.

        Raises LlmUnavailable where a model fails, before or between sentences.
        """


class QuotingComposer:
    """Answers in the abstracts' own words: needs no model, and cannot say what they do not."""

    name = "quote"

    def compose(self, question: Question, evidence: Evidence) -> Iterator[Draft]:
        """Quote the evidence grouped by paper, best paper first, in the abstract's own order."""
        by_paper: dict[str, list[Sentence]] = {}
        for scored in evidence.sentences:
            by_paper.setdefault(scored.sentence.paper.id, []).append(scored.sentence)
        for sentences in by_paper.values():
            for sentence in sorted(sentences, key=lambda s: s.start):
                yield Draft(sentence.text, (sentence,))
