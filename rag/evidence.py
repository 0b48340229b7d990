"""Passages to evidence: the sentences that answer, and whether they do so at all."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.chunks import Sentence, split_sentences
from index.embedding import Embedder
from index.store import IndexReader
from index.tokens import TokenSigns, Vectors
from rag.answer import Passage
from rag.gate import GATE, Gate
from rag.interaction import Asked, fetch_tokens
from rag.question import Aim

MAX_SENTENCES = 40  # of one passage: an abstract of 2,000 words of one letter costs no more
READ = 6  # passages whose sentences are compared with the question


@dataclass(frozen=True, slots=True)
class Portion:
    """How much to quote.

    Args:
        papers: at most.
        per_paper: sentences of each paper at most.
        keep_paper: share of the best paper's score that a further paper must reach.
        min_gain: what a further sentence of a paper must add, see `_pick`.

    """

    papers: int
    per_paper: int
    keep_paper: float
    min_gain: float


PORTIONS: dict[Aim, Portion] = {
    "fact": Portion(papers=2, per_paper=2, keep_paper=0.97, min_gain=-0.05),
    "explain": Portion(papers=2, per_paper=4, keep_paper=0.97, min_gain=-0.10),
    "list": Portion(papers=6, per_paper=1, keep_paper=0.6, min_gain=1.0),
}

# A title's words count for each of its sentences ("it reaches 54.6 %"), a little less.
TITLE_SHARE = 0.8
PASSAGE_SHARE = 0.3

# "Code is available at …" shares the paper's title words with every question about it.
BOILERPLATE_PENALTY = 0.1
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
FIGURE_BONUS = 0.08
_FIGURE = re.compile(
    r"(?<![\w.-])\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b", re.I
)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence and how well it fits the question.

    Args:
        sentence: where it stands.
        score: weighted MaxSim of the question's own tokens to the sentence's, those of the title
            at TITLE_SHARE, plus FIGURE_BONUS where a figure is asked for and there is one, less
            BOILERPLATE_PENALTY where it points to code or data and the question does not; about
            -1.1 to 1.1.
        matches: what each of the question's tokens finds in it, -1 to 1, shape (tokens,).

    """

    sentence: Sentence
    score: float
    matches: Vectors


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences to answer from, best paper first, and the decision whether they answer.

    `confidence`, 0 to 1, is the gate's (see rag.gate); from `gate` on it is `sufficient`, else
    `reason` says what is missing.
    """

    sentences: tuple[ScoredSentence, ...]
    confidence: float
    reason: str = ""
    gate: float = GATE

    @property
    def sufficient(self) -> bool:
        return self.confidence >= self.gate


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage with its sentences' scores."""

    passage: Passage
    title: Vectors
    sentences: tuple[ScoredSentence, ...]

    @property
    def score(self) -> float:
        best = max((s.score for s in self.sentences), default=-1.0)
        return best + PASSAGE_SHARE * self.passage.score


def select_evidence(
    asked: Asked, passages: tuple[Passage, ...], index: IndexReader, embedder: Embedder
) -> Evidence:
    """Score the sentences of the best passages, and keep the few that answer."""
    read = passages[:READ]
    tokens = fetch_tokens((passage.chunk for passage in read), index, embedder)
    candidates = [_score(asked, passage, tokens[passage.chunk.id]) for passage in read]
    portion = PORTIONS[asked.question.aim]
    kept = _keep_best(asked, sorted(candidates, key=lambda c: -c.score), portion)
    gate = Gate.judge(asked, read, tokens, index)
    return Evidence(kept, gate.confidence, gate.reason)


def _score(asked: Asked, passage: Passage, tokens: TokenSigns) -> _Candidate:
    """Each sentence of a passage by what the question's tokens find in it."""
    sentences = [s for s in split_sentences(passage.paper) if _holds(passage, s)][:MAX_SENTENCES]
    similarity = asked.compare(tokens)
    offset = len(passage.chunk.paper.title) + 2 - passage.chunk.start
    starts = tokens.spans[:, 0].astype(np.int64) - offset
    title = _best(similarity, starts < passage.chunk.start)
    scored = [
        _score_sentence(asked, sentence, title, _best(similarity, _inside(starts, sentence)))
        for sentence in sentences
    ]
    return _Candidate(passage, title, tuple(scored))


def _score_sentence(
    asked: Asked, sentence: Sentence, title: Vectors, matches: Vectors
) -> ScoredSentence:
    score = float(np.maximum(matches, TITLE_SHARE * title) @ asked.own)
    question = asked.question
    if _BOILERPLATE.search(sentence.text) and not _ASKS_FOR_LINKS.search(question.text):
        score -= BOILERPLATE_PENALTY
    if question.aim == "fact" and _FIGURE.search(sentence.text):
        score += FIGURE_BONUS
    return ScoredSentence(sentence, score, matches)


def _holds(passage: Passage, sentence: Sentence) -> bool:
    return passage.chunk.start <= sentence.start < passage.chunk.end


def _inside(starts: "np.ndarray[tuple[int], np.dtype[np.int64]]", sentence: Sentence) -> Vectors:
    return (starts >= sentence.start) & (starts < sentence.end)


def _best(similarity: Vectors, columns: Vectors) -> Vectors:
    """The best of some columns in each row; -0.1, less than any match, where there are none."""
    found: Vectors = similarity[:, columns].max(axis=1, initial=-0.1)
    return found


def _keep_best(
    asked: Asked, candidates: Sequence[_Candidate], portion: Portion
) -> tuple[ScoredSentence, ...]:
    """The best sentences of the best papers, best paper first."""
    kept: list[ScoredSentence] = []
    seen: set[str] = set()
    for candidate in candidates:
        new = candidate.passage.paper.id not in seen
        if not candidate.sentences or (new and len(seen) == portion.papers):
            continue
        if candidate.score < portion.keep_paper * candidates[0].score:
            break
        if new:
            seen.add(candidate.passage.paper.id)
            kept += _pick(asked, candidate, portion)
    return tuple(kept)


def _pick(asked: Asked, candidate: _Candidate, portion: Portion) -> Iterator[ScoredSentence]:
    """The best sentence, then those that match what it left unmatched.

    A further sentence's gain is the weighted similarity that it adds to what the chosen ones and
    the title already match, less what its own score lacks to the best one's.
    """
    rest = sorted(candidate.sentences, key=lambda s: (-s.score, s.sentence.start))
    best = rest.pop(0)
    yield best
    covered = np.maximum(best.matches, TITLE_SHARE * candidate.title)

    def gain(sentence: ScoredSentence) -> float:
        added = np.maximum(sentence.matches, covered) - covered
        return float(added @ asked.own) + sentence.score - best.score

    for _ in range(portion.per_paper - 1):
        chosen = max(rest, key=gain, default=None)
        if chosen is None or gain(chosen) < portion.min_gain:
            return
        yield chosen
        rest.remove(chosen)
        covered = np.maximum(covered, chosen.matches)
