"""Drafts to sentences of an answer, with the numbers of the papers they cite."""

from dataclasses import replace

from rag.answer.answer import Answer
from rag.answer.draft import Draft
from rag.answer.parts import CheckedSentence, Citation
from rag.answer.source import Record, Source
from rag.verification.checker import Check


def add_draft(answer: Answer, draft: Draft, check: Check) -> Answer:
    """The answer with one more sentence, as it was checked."""
    citations = answer.citations
    numbers: list[int] = []
    for source in draft.cited:
        number = _number(citations, source)
        numbers.append(number)
        citations = (*citations, Citation(number, source, check.verdict, check.reason))
    sentences = (*answer.sentences, to_sentence(draft, check, numbers))
    return replace(answer, sentences=sentences, citations=citations)


def to_sentence(draft: Draft, check: Check, numbers: list[int]) -> CheckedSentence:
    """A draft with its verdict and the numbers of the papers that it cites."""
    unique = tuple(dict.fromkeys(numbers))
    return CheckedSentence(draft.text, unique, is_quote(draft), check.verdict, check.reason)


def is_quote(draft: Draft) -> bool:
    """Whether it is one of its sources, to the letter."""
    return any(not isinstance(s, Record) and s.text == draft.text for s in draft.cited)


def _number(citations: tuple[Citation, ...], source: Source) -> int:
    """The number that the paper has in this answer, or the next one."""
    known = {citation.paper.id: citation.number for citation in citations}
    return known.get(source.paper.id, len(known) + 1)
