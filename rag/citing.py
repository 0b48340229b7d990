"""Drafts to sentences of an answer: checked, with the numbers of the papers they cite."""

from dataclasses import replace

from index.chunks import Sentence
from rag.answer import Answer, CheckedSentence, Citation
from rag.checker import Check, check_sentence
from rag.composer import Draft
from rag.records import is_record
from rag.wording import render_record


def add_draft(answer: Answer, draft: Draft) -> Answer:
    """The answer with one more sentence, checked."""
    check = _check(draft)
    citations = answer.citations
    numbers: list[int] = []
    for sentence in draft.cited:
        number = _number(citations, sentence)
        numbers.append(number)
        citations = (*citations, _cite(number, sentence, check))
    quoted = any(draft.text == sentence.text for sentence in draft.cited)
    unique = tuple(dict.fromkeys(numbers))
    checked = CheckedSentence(draft.text, unique, quoted, check.verdict, check.reason)
    sentences = (*answer.sentences, checked)
    return replace(answer, sentences=sentences, citations=citations)


def _check(draft: Draft) -> Check:
    """A draft against what it cites: sentences of abstracts, or records as text."""
    if not any(is_record(sentence) for sentence in draft.cited):
        return check_sentence(draft.text, [sentence.text for sentence in draft.cited])
    # First without the authors: Albert No would count as a denial of what is said.
    for names in (False, True):
        texts = [
            render_record(s.paper, names=names) if is_record(s) else s.text for s in draft.cited
        ]
        check = check_sentence(draft.text, [*texts, *draft.grounds])
        if check.verdict == "supported":
            return replace(check, reason="the index's own record")
    return check


def _cite(number: int, sentence: Sentence, check: Check) -> Citation:
    return Citation(
        number, sentence.paper, sentence.start, sentence.end, check.verdict, check.reason
    )


def _number(citations: tuple[Citation, ...], sentence: Sentence) -> int:
    """The number that the paper has in this answer, or the next one."""
    known = {citation.paper.id: citation.number for citation in citations}
    return known.get(sentence.paper.id, len(known) + 1)
