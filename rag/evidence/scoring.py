"""The sentences of a passage, each scored by how well it would answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from index.embedding.tokens import TokenSigns, Vectors
from index.papers.chunks import Sentence, split_sentences
from index.papers.paper import Paper
from rag.answer.parts import Passage
from rag.evidence.portions import Portion
from rag.language.reading import has_figure
from rag.retrieval.late_interaction import EncodedQuestion

MAX_SENTENCES = 40  # of one passage: an abstract of 2,000 words of one letter costs no more
BOILERPLATE_PENALTY = 0.1
FIGURE_WINDOW = 3  # tokens on either side of a figure that say what it counts

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
# Where an abstract begins to speak of its own work; before that it says why one should care.
_OWN_WORK = re.compile(
    r"\b(?:we|our|ours|(?-i:us))\b"
    r"|\b(?:this|the present|the current) (?:\w+ ){0,2}(?:paper|work|study|report|article|survey)\b"
    r"|\b(?:is|are) (?:proposed|introduced|presented)\b",
    re.IGNORECASE,
)
_ASKS_TO_DEFINE = re.compile(r"what(?:'s| is| are) (?!the\b|wrong\b)", re.IGNORECASE)
_CONTRIBUTION = re.compile(
    r"\b(?:we|this (?:paper|work|study|report|article|survey))\b"
    r"(?: \w+ly| also| then| further| thus| therefore)? "
    r"(?:propos|introduc|present|develop|design|describ|releas|offer|stud(?:y|ies)|investigat"
    r"|explor|address|examin|analy[sz]|buil[dt]|creat|show|demonstrat|find|found|tackl|formul"
    r"|provid|construct)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence and how well it fits the question.

    Args:
        sentence: where it stands.
        score: `fit` with what the portion adds for the kind of sentence that is wanted and its
            role, less BOILERPLATE_PENALTY where it points to code or data and the question does
            not.
        fit: weighted MaxSim of the question's own tokens to the sentence and the title, -1 to 1.
        matches: what each of the question's tokens finds there, -1 to 1, shape (tokens,).

    """

    sentence: Sentence
    score: float
    fit: float
    matches: Vectors


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its sentences; `score` is what its paper is worth, about -1 to 3.5."""

    passage: Passage
    tokens: TokenSigns
    sentences: tuple[ScoredSentence, ...]
    score: float


def score_passage(
    encoded: EncodedQuestion, passage: Passage, tokens: TokenSigns, portion: Portion
) -> Candidate:
    """Each sentence of a passage by what the question's tokens find in it and in the title."""
    chunk = passage.chunk
    inside = [s for s in _split(chunk.paper) if chunk.start <= s.start < chunk.end]
    if not (inside and len(tokens.spans) and len(encoded.tokens)):
        return Candidate(passage, tokens, (), -1.0)
    found = list(_match(encoded, passage, tokens, inside[:MAX_SENTENCES], bool(portion.figure)))
    fits = np.array([float(matches @ encoded.own) for matches, _ in found])
    scores = fits + [
        _weigh(encoded, sentence, beside, portion)
        for sentence, (_, beside) in zip(inside, found, strict=False)
    ]
    scores += portion.later * np.linspace(0, 1, len(scores))
    scores[0] -= 0 if _asks_to_define(encoded) else portion.opening
    scores = _smooth(scores, portion.window)
    best = float(scores.max()) + portion.passage * passage.score
    scores += _weigh_roles(encoded, inside, portion)[: len(scores)]
    sentences = tuple(
        ScoredSentence(sentence, float(score), float(fit), matches)
        for sentence, score, fit, (matches, _) in zip(inside, scores, fits, found, strict=False)
    )
    return Candidate(passage, tokens, sentences, best)


@lru_cache(2_048)
def _split(paper: Paper) -> tuple[Sentence, ...]:
    return tuple(split_sentences(paper))


def _match(
    encoded: EncodedQuestion,
    passage: Passage,
    tokens: TokenSigns,
    sentences: list[Sentence],
    wants_figure: bool,
) -> Iterator[tuple[Vectors, Vectors]]:
    """What each sentence and the title match, and what the words beside its figures do."""
    chunk = passage.chunk
    similarity = encoded.compare(tokens)
    starts = tokens.spans[:, 0].astype(np.int64) - (len(chunk.paper.title) + 2 - chunk.start)
    figures = _find_figures(chunk.text, tokens) if wants_figure else np.zeros(len(starts), bool)
    title, nothing = _best(similarity[:, starts < chunk.start]), _best(similarity[:, :0])
    for sentence in sentences:
        mine = np.flatnonzero((starts >= sentence.start) & (starts < sentence.end))
        counted = mine[figures[mine]]
        near = (
            mine[(np.abs(mine[:, None] - counted) <= FIGURE_WINDOW).any(axis=1)]
            if len(counted)
            else ()
        )
        beside = _best(similarity[:, near]) if len(near) else nothing
        yield np.maximum(_best(similarity[:, mine]), title), beside


def _find_figures(text: str, tokens: TokenSigns) -> npt.NDArray[np.bool_]:
    """Which tokens are figures."""
    return np.array([has_figure(text[start:end]) for start, end in tokens.spans.tolist()], bool)


def _best(similarity: Vectors) -> Vectors:
    """The best of each row; -0.1, less than any match, where there are no columns."""
    found: Vectors = similarity.max(axis=1, initial=-0.1)
    return found


def _weigh(
    encoded: EncodedQuestion, sentence: Sentence, beside: Vectors, portion: Portion
) -> float:
    """Bonus or penalty of a sentence for what it is."""
    text = sentence.text
    weight = -portion.brief * len(text.split())
    if _BOILERPLATE.search(text) and not _ASKS_FOR_LINKS.search(encoded.question.text):
        weight -= BOILERPLATE_PENALTY
    if portion.figure and has_figure(text):
        weight += portion.figure + portion.beside_figure * max(0.0, float(beside @ encoded.own))
    return weight


def _weigh_roles(
    encoded: EncodedQuestion, sentences: Sequence[Sentence], portion: Portion
) -> Vectors:
    """Bonus or penalty of each sentence for what it does in its abstract."""
    if not (portion.background or portion.contribution):
        return np.zeros(len(sentences), np.float32)
    begin = 0 if _asks_to_define(encoded) else _begin_own_work(sentences[0].paper)
    roles = [
        portion.contribution * bool(_CONTRIBUTION.search(sentence.text))
        - portion.background * (sentence.start < begin)
        for sentence in sentences
    ]
    return np.array(roles, np.float32)


def _asks_to_define(encoded: EncodedQuestion) -> bool:
    """Whether it asks what something is: that stands first, and before what the authors did."""
    return bool(_ASKS_TO_DEFINE.match(encoded.question.text))


@lru_cache(2_048)
def _begin_own_work(paper: Paper) -> int:
    """Where the first sentence starts that speaks of it; 0 where none does."""
    told = (s for s in _split(paper) if not _BOILERPLATE.search(s.text))
    return next((s.start for s in told if _OWN_WORK.search(s.text)), 0)


def _smooth(scores: Vectors, share: float) -> Vectors:
    """Each score with a share of the mean of its neighbours': what is said goes on."""
    if len(scores) < 2 or not share:
        return scores
    padded = np.concatenate([[np.nan], scores, [np.nan]])
    around = np.nanmean(np.stack([padded[:-2], padded[2:]]), axis=0)
    smooth: Vectors = (1 - share) * scores + share * around
    return smooth
