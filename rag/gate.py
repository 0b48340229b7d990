"""Whether the abstracts answer at all: a confidence from eight signs, and where it must lie.

Two kinds of questions have no answer here: those from elsewhere, which nothing fits, and near
misses, which name a paper and ask what its abstract does not say. The second look answerable by
every single score, so the signs are weighed by logistic regression.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from index.terms import extract_terms
from index.tokens import TokenSigns
from rag.answer import Passage
from rag.interaction import Asked

UNSAID = 0.3  # similarity below which a word finds nothing of its kind
# A coined name means nothing to the model. Where the first title holds it, and each word fits at
# least so well, the question's cosine counts as this at least: "What is MUSCLE?" has 0.18.
FITTING, NAMED_MEANING = 0.4, 0.45

# A capital or a digit inside a word, or capitals only: LoRA, GPT4, 8B, ISIC.
_COINED = re.compile(r"(?=\w*[A-Z0-9])\w*[A-Za-z]\w*[A-Z0-9]\w*|[A-Z]{2,}")
_FIGURE = re.compile(
    r"(?<![\w.-])\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve)\b", re.I
)


# Words that say how is asked rather than what: that a paper has no "cover" in it tells nothing.
_ASKING = """
cover contain include consist involve use get got give take make have need want work happen mean
come go call name tell say report find show look see keep become help build base apply exist many
much big large small
long good well different several various kind type sort way thing exactly actually really still
ever even also either rather quite about around already instead together total
"""
ASKING_TERMS = frozenset(extract_terms(_ASKING))


@dataclass(frozen=True, slots=True)
class Signs:
    """What is seen of a question and its evidence.

    Args:
        meaning: the best cosine of the passages that were read, -1 to 1; see NAMED_MEANING.
        sentence: the best sentence's similarity without bonus, -1 to 1.
        weakest: of the question's words, those that any question may hold left out, the one that
            fits the first paper least, -1 to 1.
        asked: the mean fit of the first two of them: what is asked for mostly stands first.
        rarity: the mean rarity of the question's words, a tenth, 0 to 1.
        length: the number of its words, a tenth, 0 to 2: longer questions fit better.
        unnamed: coined names in it that the first paper lacks, 0 to 3.
        no_figure: 1 where a figure is asked for and none is quoted.

    """

    meaning: float
    sentence: float
    weakest: float
    asked: float
    rarity: float
    length: float
    unnamed: float
    no_figure: float

    @property
    def confidence(self) -> float:
        """Probability that the question is answered, 0 to 1, as fitted (see WEIGHTS)."""
        weighed = sum(WEIGHTS[f.name] * float(getattr(self, f.name)) for f in fields(self))
        return 1 / (1 + math.exp(-(BIAS + weighed)))


# Fitted by benchmarks.gate on 222 answerable and 81 unanswerable questions over 85 and 9,577 papers
# (ours and the development set's): cross-validated, where 8 % of the answerable are refused, 68 %
# of the near misses are, and 96 % of those from elsewhere. A sentence that fits well counts against
# an answer, all else being equal: a near miss repeats the words of its paper.
WEIGHTS: Mapping[str, float] = {
    "meaning": 11.16, "sentence": -10.19, "weakest": 7.78, "asked": 2.62, "rarity": -4.45,
    "length": 1.4, "unnamed": -1.93, "no_figure": -2.43,
}  # fmt: skip
BIAS = -1.82


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question, how rare it is, and how well the first paper fits it, -1 to 1."""

    text: str
    rarity: float
    fit: float

    @property
    def asks(self) -> bool:
        """Whether it says how is asked rather than what."""
        return set(extract_terms(self.text)) <= ASKING_TERMS


def find_words(asked: Asked, tokens: TokenSigns) -> list[Word]:
    """The question's own words that are no stop words, each with the mean fit of its tokens."""
    if not len(tokens.spans) or not len(asked.tokens):
        return []
    best = asked.compare(tokens).max(axis=1)
    words = []
    for n, (start, end, rarity) in enumerate(asked.words):
        mine = best[asked.places == n]
        if rarity > 0 and end <= asked.question.own and len(mine):
            words.append(Word(asked.question.text[start:end], rarity, float(mine.mean())))
    return words


def read_signs(
    asked: Asked,
    passages: Sequence[Passage],
    words: Sequence[Word],
    sentence: float,
    quoted: Sequence[str],
) -> Signs:
    """The signs: `sentence` is the best one's similarity, `quoted` what the first paper says."""
    paper = passages[0].paper
    text = f"{paper.title} {paper.abstract}".casefold()
    names = [word.text for word in words if _COINED.fullmatch(word.text)]
    specific = [word for word in words if not word.asks] or words
    weakest = min(word.fit for word in specific)
    meaning = max((p.dense or 0.0 for p in passages), default=0.0)
    if weakest >= FITTING and any(_holds(paper.title, name) for name in names):
        meaning = max(meaning, NAMED_MEANING)
    asks_figure = asked.question.aim == "fact"
    return Signs(
        meaning=meaning,
        sentence=sentence,
        weakest=weakest,
        asked=float(np.mean([word.fit for word in specific[:2]])),
        rarity=float(np.mean([word.rarity for word in words])) / 10,
        length=min(len(words), 20) / 10,
        unnamed=float(min(sum(name.casefold() not in text for name in names), 3)),
        no_figure=float(asks_figure and not any(map(has_figure, quoted))),
    )


def _holds(title: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title) is not None


def has_figure(text: str) -> bool:
    """Whether a text holds a number, written out or not: "4 datasets", not the 4 of GPT-4."""
    return bool(_FIGURE.search(text))


def explain(confidence: float, gate: float, words: Sequence[Word]) -> str:
    """Why an answer is withheld, in words."""
    ordered = sorted(words, key=lambda word: word.fit)
    unsaid = [word.text for word in ordered if word.fit < UNSAID and not word.asks][:3]
    missing = " or ".join(f"“{text}”" for text in unsaid)
    seen = f"confidence is {confidence:.2f}, where {gate:.2f} is needed"
    return f"nothing in the nearest abstract fits {missing}: {seen}" if missing else seen
