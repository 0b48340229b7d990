"""Drafts to sentences of an answer, with the numbers of the papers they cite."""

from dataclasses import replace

from index.papers.chunks import Sentence
from rag.answer.types import Answer, CheckedSentence, Citation
from rag.generation.composer import Draft
from rag.verification.checker import Check


def add_draft(answer: Answer, draft: Draft, check: Check) -> Answer:
    """The answer with one more sentence, as it was checked."""
    citations = answer.citations
    numbers: list[int] = []
    for sentence in draft.cited:
        number = _number(citations, sentence)
        numbers.append(number)
        citations = (*citations, _cite(number, sentence, check))
    sentences = (*answer.sentences, to_sentence(draft, check, numbers))
    return replace(answer, sentences=sentences, citations=citations)


def to_sentence(draft: Draft, check: Check, numbers: list[int]) -> CheckedSentence:
    """A draft with its verdict and the numbers of the papers that it cites."""
    quoted = any(draft.text == sentence.text for sentence in draft.cited)
    unique = tuple(dict.fromkeys(numbers))
    return CheckedSentence(draft.text, unique, quoted, check.verdict, check.reason)


def _cite(number: int, sentence: Sentence, check: Check) -> Citation:
    return Citation(
        number, sentence.paper, sentence.start, sentence.end, check.verdict, check.reason
    )


def _number(citations: tuple[Citation, ...], sentence: Sentence) -> int:
    """The number that the paper has in this answer, or the next one."""
    known = {citation.paper.id: citation.number for citation in citations}
    return known.get(sentence.paper.id, len(known) + 1)
