"""Drafts to an answer: each checked, and what is done where one is not supported.

Whatever a model writes, no sentence is shown as supported that the checker did not find so.
"""

from collections.abc import Iterator
from dataclasses import replace

from rag.answer.answer import Answer
from rag.answer.draft import Draft
from rag.answer.source import Source
from rag.evidence.selection import Evidence
from rag.generation.composer import Composer, QuotingComposer
from rag.llm.opening import LlmUnavailable
from rag.query.question import Question
from rag.verification.citing import add_draft, to_sentence
from rag.verification.reviewer import Reviewer

SURVIVING = 0.5  # share of a draft's sentences that must be supported for it to stand


def quote(answer: Answer, question: Question, evidence: Evidence) -> Iterator[Answer]:
    """Yield the answer as quotes are added to it."""
    composer, reviewer = QuotingComposer(), Reviewer()
    answer = replace(answer, composer=composer.name)
    for draft in composer.compose(question, evidence):
        answer = add_draft(answer, draft, reviewer.check(draft))
        yield answer


def write(
    answer: Answer,
    question: Question,
    evidence: Evidence,
    composer: Composer,
    reviewer: Reviewer,
    *,
    strict: bool = False,
) -> Iterator[Answer]:
    """Yield the answer as a composer writes it, each sentence checked.

    A sentence that its sources do not support gets the source that does, or gives way to the quote
    it comes nearest to, or is struck out; with `strict` it is left out. What the composer left
    unsaid is quoted. Where it fails, or SURVIVING of what it wrote is not supported, the answer is
    made of quotes alone and `note` says so.
    """
    empty = answer
    note = ""
    try:
        for draft in composer.compose(question, evidence):
            if draft.open:
                yield replace(answer, pending=draft.text)
            else:
                answer = _take(answer, draft, reviewer, strict)
                yield answer
    except LlmUnavailable as error:
        note = f"{error}. The abstracts are quoted instead."
    note = note or _find_fault(answer)
    if note:
        answer = replace(empty, draft=answer.draft, invented=answer.invented, note=note)
        yield from quote(answer, question, evidence)
    else:
        yield from _quote_rest(answer, evidence, reviewer)


def _find_fault(answer: Answer) -> str:
    """Why a draft does not stand, in words; else nothing."""
    if not answer.draft:
        return f"{answer.composer} found no answer in the evidence; the abstracts are quoted."
    survived = sum(sentence.verdict == "supported" for sentence in answer.draft)
    if survived < SURVIVING * len(answer.draft):
        return (
            f"The abstracts support {survived} of the {len(answer.draft)} sentences that "
            f"{answer.composer} wrote; they are quoted instead."
        )
    return ""


def _take(answer: Answer, draft: Draft, reviewer: Reviewer, strict: bool) -> Answer:
    """The answer with a finished draft, or what stands in its place."""
    answer = replace(answer, invented=answer.invented + draft.invented)
    if not draft.text or any(draft.text == sentence.text for sentence in answer.draft):
        return answer
    check = reviewer.check(draft)
    found = None if check.verdict == "supported" else reviewer.find_source(draft.text)
    if found:
        draft, check = replace(draft, cited=(found[0],)), found[1]
    answer = replace(answer, draft=(*answer.draft, to_sentence(draft, check, [])))
    if check.verdict == "supported":
        return add_draft(answer, reviewer.find_closer(draft), check)
    nearest = reviewer.find_nearest(draft.text, _list_told(answer))
    if nearest:
        stands = Draft(nearest.text, (nearest,))
        reason = f"quoted for a sentence that is not supported: {check.reason}"
        return add_draft(answer, stands, replace(reviewer.check(stands), reason=reason))
    return answer if strict else add_draft(answer, draft, check)


def _quote_rest(answer: Answer, evidence: Evidence, reviewer: Reviewer) -> Iterator[Answer]:
    """Quote what the composer left unsaid of the sentences that would have been quoted."""
    for draft in QuotingComposer().compose(Question(answer.question), evidence):
        if not _tells(answer, draft, reviewer):
            answer = add_draft(answer, draft, reviewer.check(draft))
            yield answer


def _tells(answer: Answer, quoted: Draft, reviewer: Reviewer) -> bool:
    """Whether an answer draws on a quoted sentence and says what that says."""
    if quoted.cited[0] not in _list_told(answer):
        return False
    said = [s.text for s in answer.sentences if s.verdict == "supported"]
    return reviewer.is_told(quoted.text, said)


def _list_told(answer: Answer) -> list[Source]:
    return [citation.source for citation in answer.citations]
