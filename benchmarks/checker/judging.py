"""Sentences judged as a reader's answer has them judged."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from index.papers.paper import Paper
from rag.judge.reading import Passage
from rag.verification.checker import Check, ClaimJudge, check_sentence
from rag.verification.reviewer import read_passage


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, and the seconds that it took."""

    check: Check
    seconds: float

    @property
    def supported(self) -> bool:
        return self.check.verdict == "supported"


class Judge:
    """Checks sentences against whole abstracts.

    Args:
        judge: who weighs what is no quote; by default the packaged judge.

    """

    def __init__(self, judge: ClaimJudge | None = None) -> None:
        self._judge = judge

    def judge(self, sentence: str, papers: Sequence[Paper]) -> Judgement:
        """A sentence that cites papers, and names no sentence of them."""
        passages: list[Passage] = [read_passage(paper) for paper in papers]
        start = perf_counter()
        check = check_sentence(sentence, passages, judge=self._judge)
        return Judgement(check, perf_counter() - start)


def balance(found: Sequence[bool], truth: Sequence[bool]) -> float:
    """The mean of the shares that are right among the true and among the false, 0 to 1."""
    kept = [one for one, true in zip(found, truth, strict=True) if true]
    passed = [one for one, true in zip(found, truth, strict=True) if not true]
    if not (kept and passed):
        return 0.0
    return (sum(kept) / len(kept) + 1 - sum(passed) / len(passed)) / 2


def make_paper(title: str, abstract: str) -> Paper:
    """A paper as a benchmark's files give it: no record of it is whole enough for an index."""
    digest = hashlib.sha256(abstract.encode()).hexdigest()
    return Paper(id=digest, title=title, abstract=abstract)
