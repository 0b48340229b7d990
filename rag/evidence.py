"""Passages to evidence: the sentences that answer, and whether they do so at all."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from index.chunks import Sentence, split_sentences
from index.embedding import Embedder, Vectors
from index.store import IndexReader
from index.terms import extract_terms
from rag.answer import Passage
from rag.question import Aim, Question

MAX_SENTENCES = 40  # of one passage: an abstract of 2,000 words of one letter costs no more
MAX_TITLE = 200  # characters of it that are embedded with each sentence
READ = 6  # passages whose sentences are compared with the question


@dataclass(frozen=True, slots=True)
class Portion:
    """How much to quote: papers, sentences of each, and how good a further one must be.

    `keep_paper` and `keep_sentence` are shares of the best sentence's score that a further paper's
    best sentence, and a further sentence of a paper, must reach.
    """

    papers: int
    per_paper: int
    keep_paper: float
    keep_sentence: float


PORTIONS: dict[Aim, Portion] = {
    "fact": Portion(papers=2, per_paper=2, keep_paper=0.95, keep_sentence=0.7),
    "explain": Portion(papers=2, per_paper=4, keep_paper=0.95, keep_sentence=0.6),
    "list": Portion(papers=6, per_paper=1, keep_paper=0.6, keep_sentence=1.0),
}

# Tuned on the development questions over 85 and 9,577 papers. The sentence is embedded under its
# title, since "it" and "our method" mean nothing alone.
COVERAGE_SHARE = 0.2
PASSAGE_SHARE = 0.5

# "Code is available at …" shares the paper's title words with every question about it.
BOILERPLATE_PENALTY = 0.2
_BOILERPLATE = re.compile(
    r"https?://|\bgithub\b|^We hope\b"
    r"|\b(?:code|data(?:set)?s?|models?|weights|demos?)\b.{0,60}\b(?:available|released?|open-sourced?)\b",
    re.IGNORECASE,
)
_ASKS_FOR_LINKS = re.compile(
    r"\b(?:code|github|link|page|url|website|demo|available|released?|open|weights)\b",
    re.IGNORECASE,
)

# A question for a figure is answered by a sentence that has one: "4 datasets", "up to 40%", not
# the 4 of GPT-4.
FIGURE_BONUS = 0.25
_FIGURE = re.compile(
    r"(?<![\w.-])\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b", re.I
)

# The gate, chosen on 73 answerable and 44 far-off development questions over 85 and 9,577 papers:
# at .36 it keeps 70 of the former and refuses 42 of the latter. Near misses mostly pass it.
GATE = 0.36
GATE_COVERAGE_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence and how well it fits the question.

    Args:
        sentence: where it stands.
        score: cosine of "title. sentence" to the question, plus COVERAGE_SHARE times `coverage`,
            plus PASSAGE_SHARE times the passage's fused score, plus FIGURE_BONUS where a figure is
            asked for and there is one, less BOILERPLATE_PENALTY where it points to code or data
            and the question does not ask for them; -1.2 to 1.95.
        cosine: the first of the three alone, -1 to 1.
        coverage: the share of the question's terms, weighted by rarity, that the sentence holds;
            a term that only the title holds counts half; 0 to 1.

    """

    sentence: Sentence
    score: float
    cosine: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences to answer from, best first, and the decision whether they answer.

    `confidence`, 0 to 1, is made of the best values among what was read: the mean of a sentence's
    and a passage's cosine, and for GATE_COVERAGE_SHARE of the whole a passage's coverage of the
    question's terms. From `gate` on it is `sufficient`.
    """

    sentences: tuple[ScoredSentence, ...]
    confidence: float
    gate: float = GATE

    @property
    def sufficient(self) -> bool:
        return self.confidence >= self.gate


def select_evidence(
    question: Question,
    vector: Vectors,
    passages: tuple[Passage, ...],
    index: IndexReader,
    embedder: Embedder,
) -> Evidence:
    """Score the sentences of the best passages, and keep the few that answer.

    `vector` is the embedded question, shape (dimensions,).
    """
    rarity = {term: index.rarity(term) for term in question.terms}
    scored = _score(question, vector, passages[:READ], rarity, embedder)
    return Evidence(
        _keep_best(scored, PORTIONS[question.aim]), _rate(scored, passages[:READ], rarity)
    )


def cover(rarity: Mapping[str, float], text: str, title: str) -> float:
    """Share of the terms' summed rarity that a text holds, those only in its title at half."""
    total = sum(rarity.values())
    held, titled = set(extract_terms(text)), set(extract_terms(title))
    found = sum(
        weight * (1.0 if term in held else 0.5)
        for term, weight in rarity.items()
        if term in held or term in titled
    )
    return found / total if total else 0.0


def _rate(
    scored: list[ScoredSentence], passages: tuple[Passage, ...], rarity: Mapping[str, float]
) -> float:
    sentence = max((s.cosine for s in scored), default=0.0)
    passage = max((p.dense or 0.0 for p in passages), default=0.0)
    covered = max((cover(rarity, p.paper.abstract, p.paper.title) for p in passages), default=0.0)
    cosine = max(0.0, (sentence + passage) / 2)
    return (1 - GATE_COVERAGE_SHARE) * cosine + GATE_COVERAGE_SHARE * covered


def _score(
    question: Question,
    vector: Vectors,
    passages: tuple[Passage, ...],
    rarity: Mapping[str, float],
    embedder: Embedder,
) -> list[ScoredSentence]:
    candidates = {
        (sentence.paper.id, sentence.start): (sentence, passage)
        for passage in passages
        for sentence in islice(_sentences(passage), MAX_SENTENCES)
    }
    pairs = list(candidates.values())
    if not pairs:
        return []
    rows = embedder.embed_documents([f"{s.paper.title[:MAX_TITLE]}. {s.text}" for s, _ in pairs])
    links = bool(_ASKS_FOR_LINKS.search(question.text))
    scored = []
    for (sentence, passage), cosine in zip(pairs, rows @ vector, strict=True):
        coverage = cover(rarity, sentence.text, sentence.paper.title)
        score = float(cosine) + COVERAGE_SHARE * coverage + PASSAGE_SHARE * passage.score
        if not links and _BOILERPLATE.search(sentence.text):
            score -= BOILERPLATE_PENALTY
        if question.aim == "fact" and _FIGURE.search(sentence.text):
            score += FIGURE_BONUS
        scored.append(ScoredSentence(sentence, score, float(cosine), coverage))
    return sorted(scored, key=lambda s: (-s.score, s.sentence.paper.id, s.sentence.start))


def _sentences(passage: Passage) -> Iterator[Sentence]:
    chunk = passage.chunk
    return (s for s in split_sentences(passage.paper) if chunk.start <= s.start < chunk.end)


def _keep_best(scored: list[ScoredSentence], portion: Portion) -> tuple[ScoredSentence, ...]:
    """The best sentences of the best papers, best paper first."""
    by_paper: dict[str, list[ScoredSentence]] = {}
    for candidate in scored:
        by_paper.setdefault(candidate.sentence.paper.id, []).append(candidate)
    best = scored[0].score if scored else 0.0
    kept: list[ScoredSentence] = []
    for sentences in list(by_paper.values())[: portion.papers]:
        if sentences[0].score >= portion.keep_paper * best:
            kept.append(sentences[0])
            rest = sentences[1 : portion.per_paper]
            kept += [s for s in rest if s.score >= portion.keep_sentence * sentences[0].score]
    return tuple(kept)
