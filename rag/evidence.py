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
from rag.gate import explain, find_words, has_figure, read_signs
from rag.interaction import Asked, fetch_tokens
from rag.question import Aim, Question

MAX_SENTENCES = 40  # of one passage: an abstract of 2,000 words of one letter costs no more


@dataclass(frozen=True, slots=True)
class Portion:
    """How much to quote.

    Args:
        papers: at most.
        sentences: of each paper at most.
        words: of each paper at most; its best sentence is quoted whatever its length.
        gap: how far a further paper's score may lie below the best one's.

    """

    papers: int
    sentences: int
    words: int
    gap: float


# All of these were chosen together, by random search over 228 answerable questions on 85 and 9,577
# papers: half the weight on the facts found, half on citing the right papers.
PORTIONS: dict[Aim, Portion] = {
    "fact": Portion(papers=2, sentences=4, words=60, gap=0.04),
    "explain": Portion(papers=1, sentences=5, words=120, gap=0.0),
    "topic": Portion(papers=6, sentences=1, words=0, gap=0.5),
    "list": Portion(papers=6, sentences=1, words=0, gap=0.6),
}
READ = 8  # passages whose sentences are compared with the question
PASSAGE_SHARE = 1.5  # what a passage's own score counts, against its best sentence's
FIGURE_BONUS = 0.16  # for a sentence with a figure, where one is asked for
FINDING_BONUS = 0.03  # for one that tells a result, where papers are asked for
BOILERPLATE_PENALTY = 0.1
ADDED_SHARE = 1.5  # what a further sentence adds to what is matched …
SCORE_SHARE = 0.4  # … against how good it is by itself …
NEIGHBOUR_BONUS = 0.04  # … and whether it stands beside one that is quoted
MIN_GAIN = -0.15

# "Code is available at …" shares the paper's title words with every question about it.
_BOILERPLATE = re.compile(
    r"https?://|\bgithub\b|^We hope\b"
    r"|\b(?:code|data(?:set)?s?|models?|weights|demos?)\b.{0,60}\b(?:available|released?|open-sourced?)\b",
    re.IGNORECASE,
)
_ASKS_FOR_LINKS = re.compile(
    r"\b(?:code|github|link|page|url|website|demo|available|released?|open|weights)\b",
    re.IGNORECASE,
)
_FINDING = re.compile(
    r"\b(?:achiev|improv|outperform|reduc|reach|attain|show|demonstrat|find|found|result|reveal"
    r"|surpass|yield|gain|boost|increas|decreas|exceed)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence and how well it fits the question.

    Args:
        sentence: where it stands.
        score: `fit` with FIGURE_BONUS or FINDING_BONUS where the question wants such a sentence,
            less BOILERPLATE_PENALTY where it points to code or data and the question does not.
        fit: weighted MaxSim of the question's own tokens to the sentence and the title, -1 to 1.
        matches: what each of the question's tokens finds there, -1 to 1, shape (tokens,).

    """

    sentence: Sentence
    score: float
    fit: float
    matches: Vectors


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentences to answer from, best paper first, and the decision whether they answer.

    `confidence`, 0 to 1, is the gate's (see rag.gate); from `gate` on it is `sufficient`, else
    `reason` says what is missing.
    """

    sentences: tuple[ScoredSentence, ...]
    confidence: float
    reason: str
    gate: float

    @property
    def sufficient(self) -> bool:
        return self.confidence >= self.gate


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A passage with its sentences' scores, and its tokens."""

    passage: Passage
    tokens: TokenSigns
    sentences: tuple[ScoredSentence, ...]

    @property
    def score(self) -> float:
        """What its paper is worth: about -1 to 2.7."""
        best = max((s.score for s in self.sentences), default=-1.0)
        return best + PASSAGE_SHARE * self.passage.score


def select_evidence(
    asked: Asked,
    passages: tuple[Passage, ...],
    index: IndexReader,
    embedder: Embedder,
    gate: float,
) -> Evidence:
    """Score the sentences of the best passages, keep the few that answer, judge whether they do."""
    read = passages[:READ]
    tokens = fetch_tokens((passage.chunk for passage in read), index, embedder)
    candidates = [_score(asked, passage, tokens[passage.chunk.id]) for passage in read]
    candidates = [c for c in candidates if c.sentences and len(asked.tokens)]
    if not candidates:
        return Evidence((), 0.0, "nothing was found", gate)
    ranked = sorted(candidates, key=lambda c: -c.score)
    kept = tuple(_keep_best(asked, ranked, PORTIONS[asked.question.aim]))
    words = find_words(asked, candidates[0].tokens)
    if not words:
        return Evidence((), 0.0, "the question has no word to look for", gate)
    best = max(sentence.fit for candidate in candidates for sentence in candidate.sentences)
    first = kept[0].sentence.paper.id
    quoted = [s.sentence.text for s in kept if s.sentence.paper.id == first]
    confidence = read_signs(asked, read, words, best, quoted).confidence
    return Evidence(kept, confidence, explain(confidence, gate, words), gate)


def _score(asked: Asked, passage: Passage, tokens: TokenSigns) -> _Candidate:
    """Each sentence of a passage by what the question's tokens find in it and in the title."""
    chunk = passage.chunk
    inside = [s for s in split_sentences(chunk.paper) if chunk.start <= s.start < chunk.end]
    if not (len(tokens.spans) and len(asked.tokens)):
        return _Candidate(passage, tokens, ())
    similarity = asked.compare(tokens)
    starts = tokens.spans[:, 0].astype(np.int64) - len(chunk.paper.title) - 2 + chunk.start
    title = _best(similarity[:, starts < chunk.start])
    scored = []
    for sentence in inside[:MAX_SENTENCES]:
        mine = (starts >= sentence.start) & (starts < sentence.end)
        matches = np.maximum(_best(similarity[:, mine]), title)
        fit = float(matches @ asked.own)
        score = fit + _weigh(asked.question, sentence.text)
        scored.append(ScoredSentence(sentence, score, fit, matches))
    return _Candidate(passage, tokens, tuple(scored))


def _best(similarity: Vectors) -> Vectors:
    """The best of each row; -0.1, less than any match, where there are no columns."""
    found: Vectors = similarity.max(axis=1, initial=-0.1)
    return found


def _weigh(question: Question, text: str) -> float:
    """Bonus or penalty of a sentence for what it is."""
    weight = 0.0
    if _BOILERPLATE.search(text) and not _ASKS_FOR_LINKS.search(question.text):
        weight -= BOILERPLATE_PENALTY
    if question.aim == "fact" and has_figure(text):
        weight += FIGURE_BONUS
    if question.aim == "list" and _FINDING.search(text):
        weight += FINDING_BONUS
    return weight


def _keep_best(
    asked: Asked, candidates: Sequence[_Candidate], portion: Portion
) -> Iterator[ScoredSentence]:
    """The best sentences of the best papers, best paper first."""
    seen: set[str] = set()
    for candidate in candidates:
        if candidate.score < candidates[0].score - portion.gap or len(seen) == portion.papers:
            return
        if candidate.passage.paper.id not in seen:
            seen.add(candidate.passage.paper.id)
            yield from _pick(asked, candidate, portion)


def _pick(asked: Asked, candidate: _Candidate, portion: Portion) -> Iterator[ScoredSentence]:
    """The best sentence, then those that match what it left unmatched, within the words."""
    rest = sorted(candidate.sentences, key=lambda s: (-s.score, s.sentence.start))
    chosen = [rest.pop(0)]
    yield chosen[0]
    words = _count_words(chosen[0])
    while len(chosen) < portion.sentences:
        rest = [s for s in rest if words + _count_words(s) <= portion.words]
        best = max(rest, key=lambda s: _gain(asked, s, chosen), default=None)
        if best is None or _gain(asked, best, chosen) < MIN_GAIN:
            return
        yield best
        chosen.append(best)
        rest.remove(best)
        words += _count_words(best)


def _gain(asked: Asked, sentence: ScoredSentence, chosen: Sequence[ScoredSentence]) -> float:
    """What a further sentence is worth beside those that are chosen, best first."""
    covered = np.max([other.matches for other in chosen], axis=0)
    added = float((np.maximum(sentence.matches, covered) - covered) @ asked.own)
    beside = any(_touch(sentence.sentence, other.sentence) for other in chosen)
    own = sentence.score - chosen[0].score
    return ADDED_SHARE * added + SCORE_SHARE * own + NEIGHBOUR_BONUS * beside


def _touch(one: Sentence, other: Sentence) -> bool:
    """Whether one stands right before or after the other: only space is between them."""
    return min(abs(one.start - other.end), abs(other.start - one.end)) <= 2


def _count_words(sentence: ScoredSentence) -> int:
    return len(sentence.sentence.text.split())
