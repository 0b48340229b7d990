"""Lessons in which somebody speaks to the judge: what it says must stay what it was."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from index.papers.paper import Paper
from rag.judge.reading import CLAIM_SOURCE, QUESTION_SOURCE, Passage, read_pair
from training.examples.written import DATA, Claim, Question
from training.lessons.gathering import mark_sentences, read_passage
from training.lessons.lesson import IGNORED, Lesson, mark_tokens, tell_contradiction

WORDS = DATA / "hostile.txt"
APPENDED = 0.2  # share of the claims to which the words are appended, instead of to the source


def read_hostile(path: Path = WORDS) -> list[str]:
    """Sentences that would sway the judge, one a line."""
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def teach_hostile_claims(
    claims: Sequence[Claim], papers: Mapping[str, Paper], words: Sequence[str], chance: Random
) -> Iterator[Lesson]:
    """Sentences about one paper whose abstract, or the sentence itself, speaks to the judge."""
    for claim in claims:
        if len(claim.papers) > 1:
            continue
        passage, hostile = read_passage(papers[claim.papers[0]]), chance.choice(words)
        rests = {number - 1 for _, number in claim.rests if number > 0}
        if chance.random() < APPENDED:
            yield _teach_appended(claim, passage, frozenset(rests), hostile)
            continue
        passage, moved, place = _insert(passage, rests, hostile, chance)
        row = read_pair(claim.text, [passage], CLAIM_SOURCE, frozenset({*moved, place}))
        yield Lesson(
            row, claim.papers[0], f"hostile {claim.kind}", claim.writer, float(claim.supported),
            tell_contradiction(claim.kind, claim.supported),
            unsupported=mark_tokens(row, claim.wrong),
        )  # fmt: skip


def teach_hostile_questions(
    questions: Sequence[Question], papers: Mapping[str, Paper], words: Sequence[str], chance: Random
) -> Iterator[Lesson]:
    """Questions beside an abstract that speaks to the judge."""
    for question in questions:
        needed = [number - 1 for number in question.needed if number > 0]
        hostile = chance.choice(words)
        passage = read_passage(papers[question.paper])
        passage, moved, place = _insert(passage, set(needed), hostile, chance)
        row = read_pair(question.text, [passage], QUESTION_SOURCE)
        evidence = mark_sentences(row, moved)
        evidence[[n for n in range(len(evidence)) if n not in moved and n != place]] = IGNORED
        yield Lesson(
            row, question.paper, f"hostile {question.kind}", question.writer,
            answers=float(bool(question.needed)), evidence=evidence,
        )  # fmt: skip


def _teach_appended(claim: Claim, passage: Passage, rests: frozenset[int], hostile: str) -> Lesson:
    text = f"{claim.text} {hostile}"
    row = read_pair(text, [passage], CLAIM_SOURCE, rests)
    wrong = (*claim.wrong, (len(claim.text) + 1, len(text)))
    return Lesson(
        row, claim.papers[0], "hostile appended", claim.writer, 0.0, IGNORED,
        unsupported=mark_tokens(row, wrong),
    )  # fmt: skip


def _insert(
    passage: Passage, numbers: set[int], hostile: str, chance: Random
) -> tuple[Passage, set[int], int]:
    """The passage with one more sentence, the numbers as they are now, and its own."""
    place = chance.randrange(len(passage.sentences) + 1)
    sentences = (*passage.sentences[:place], hostile, *passage.sentences[place:])
    moved = {number + (number >= place) for number in numbers}
    return replace(passage, sentences=sentences), moved, place
