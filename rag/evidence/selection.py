"""Passages to evidence: the sentences that answer, and whether they do so at all.

The judge reads the question beside each of the best passages, and gives probabilities: that the
passage answers, and of each of its sentences that it is needed. What follows is arithmetic.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from index.papers.chunks import Chunk, Sentence, split_sentences
from index.papers.paper import Paper
from rag.answer.parts import Passage
from rag.judge.judge import Finding
from rag.judge.reading import Passage as Source
from rag.language.injection import gives_orders
from rag.query.aim import Aim
from rag.retrieval.retriever import Retrieved

MAX_SENTENCES = 40  # of one passage: an abstract of 2,000 words of one letter costs no more
NEEDED = 0.35  # probability from which a further sentence of a paper is quoted
BESIDE = 0.5  # share of the best paper's probability that a further one must have
RETRIEVED = 2.0  # log odds that lie between the best passage's fused score, 1, and 0
FURTHER = 8


@dataclass(frozen=True, slots=True)
class Limit:
    """How much is quoted at most; the best sentence of a paper is, whatever its length.

    Args:
        read: passages that the judge reads, where nobody waits.
        papers: that are quoted.
        sentences: of each paper.
        words: of each paper.

    """

    read: int
    papers: int
    sentences: int
    words: int


LIMITS: dict[Aim, Limit] = {
    "fact": Limit(read=5, papers=1, sentences=3, words=60),
    "name": Limit(read=5, papers=1, sentences=3, words=60),
    "explain": Limit(read=5, papers=1, sentences=5, words=110),
    "topic": Limit(read=8, papers=5, sentences=1, words=0),
    "list": Limit(read=8, papers=5, sentences=1, words=0),
}


class QuestionJudge(Protocol):
    """Says what passages have for a question: the packaged judge."""

    def weigh_question(self, text: str, passages: Sequence[Source]) -> list[Finding]:
        """A finding for each passage, in their order."""


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence, and the probability that the question needs it, 0 to 1."""

    sentence: Sentence
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences to answer from, best paper first, and the decision whether they answer.

    `confidence` is the probability that the best passage answers, 0 to 1; from `gate` on the
    evidence is `sufficient`, else `reason` says so. `further` are the next best sentences, best
    first: too many to quote, but a language model can draw on them.
    """

    sentences: tuple[ScoredSentence, ...]
    confidence: float
    reason: str
    gate: float
    further: tuple[ScoredSentence, ...] = ()

    @property
    def pool(self) -> tuple[Sentence, ...]:
        """All that a language model may be given, best first: nothing that gives it orders."""
        found = (scored.sentence for scored in (*self.sentences, *self.further))
        return tuple(sentence for sentence in found if not gives_orders(sentence.text))

    @property
    def sufficient(self) -> bool:
        return self.confidence >= self.gate


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage as it was read: what it is worth, in log odds, and its sentences, best first."""

    passage: Passage
    answers: float
    worth: float
    sentences: tuple[ScoredSentence, ...]


def select_evidence(
    retrieved: Retrieved, judge: QuestionJudge, gate: float, waiting: int = 0
) -> Evidence:
    """Read the best passages, keep the few sentences that answer, judge whether they do.

    From `gate`, a probability, on they answer. While so many others are `waiting` for a core the
    judge reads fewer passages, at least one, so that all are answered in about the same time.
    """
    limit = LIMITS[retrieved.question.question.aim]
    read = retrieved.passages[: max(1, round(limit.read / (1 + waiting)))]
    sources = [_list_sentences(passage.chunk) for passage in read]
    read = tuple(passage for passage, own in zip(read, sources, strict=True) if own)
    sources = [own for own in sources if own]
    if not sources:
        return Evidence((), 0.0, "nothing was found", gate)
    found = judge.weigh_question(
        retrieved.question.question.text,
        [
            Source(passage.paper.title, tuple(s.text for s in own))
            for passage, own in zip(read, sources, strict=True)
        ],
    )
    candidates = sorted(map(_weigh, read, sources, found), key=lambda one: -one.worth)
    best = candidates[0]
    kept = tuple(_keep(candidates, limit))
    chosen = {scored.sentence for scored in kept}
    rest = [s for one in candidates for s in one.sentences if s.sentence not in chosen]
    return Evidence(kept, best.answers, explain(best.answers, gate), gate, tuple(rest[:FURTHER]))


def explain(confidence: float, gate: float) -> str:
    """Why an answer is withheld, in words."""
    return (
        "the nearest abstract does not seem to say it: "
        f"probability {confidence:.2f}, where {gate:.2f} is needed"
    )


def _weigh(passage: Passage, sentences: Sequence[Sentence], found: Finding) -> _Candidate:
    odds = math.log(max(found.answers, 1e-6) / max(1 - found.answers, 1e-6))
    scored = [ScoredSentence(s, float(p)) for s, p in zip(sentences, found.evidence, strict=True)]
    scored.sort(key=lambda one: (-one.score, one.sentence.start))
    return _Candidate(passage, found.answers, odds + RETRIEVED * passage.score, tuple(scored))


def _keep(candidates: Sequence[_Candidate], limit: Limit) -> Iterator[ScoredSentence]:
    """The best sentences of the best papers, best paper first."""
    seen: set[str] = set()
    for candidate in candidates:
        paper = candidate.passage.paper.id
        if len(seen) == limit.papers or candidate.answers < BESIDE * candidates[0].answers:
            return
        if paper not in seen:
            seen.add(paper)
            yield from _pick(candidate, limit)


def _pick(candidate: _Candidate, limit: Limit) -> Iterator[ScoredSentence]:
    """The best sentence, then those that are needed too, within the words."""
    words = 0
    for number, scored in enumerate(candidate.sentences[: limit.sentences]):
        words += len(scored.sentence.text.split())
        if number and (scored.score < NEEDED or words > limit.words):
            return
        yield scored


@lru_cache(2_048)
def _split(paper: Paper) -> tuple[Sentence, ...]:
    return tuple(split_sentences(paper))


def _list_sentences(chunk: Chunk) -> list[Sentence]:
    inside = [s for s in _split(chunk.paper) if chunk.start <= s.start < chunk.end]
    return inside[:MAX_SENTENCES]
