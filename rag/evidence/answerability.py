"""Whether the abstracts answer at all: a confidence from eleven signs, and where it must lie.

Two kinds of questions have no answer here: those from elsewhere, which nothing fits, and near
misses, which name a paper and ask what its abstract does not say. The second look answerable by
every single score, so the signs are weighed by logistic regression.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from index.embedding.tokens import TokenSigns
from index.papers.terms import extract_terms
from rag.answer.parts import Passage
from rag.evidence.attributes import find_unsaid, fit_count
from rag.language.reading import has_figure
from rag.retrieval.late_interaction import EncodedQuestion

COUNT_FITS, NAME_FITS = 0.5, 0.6
UNSAID = 0.3  # similarity below which a word finds nothing of its kind
# A coined name means nothing to the model. Where the first title holds it, and each word fits at
# least so well, the question's cosine counts as this at least: "What is MUSCLE?" has 0.18.
FITTING, NAMED_MEANING = 0.4, 0.45

# A capital or a digit inside a word, or capitals only: LoRA, GPT4, 8B, ISIC.
_COINED = re.compile(r"(?=\w*[A-Z0-9])\w*[A-Za-z]\w*[A-Z0-9]\w*|[A-Z]{2,}")
# A capital where no sentence begins: Lisbon, Vogue, DeepMind.
_PROPER = re.compile(r"(?<=[a-z,;] )[\"'“(]?([A-Z][a-z]{2,}\w*)")
_CAPITAL = re.compile(r"\b[A-Z]")


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
        leading: the mean fit of the first two of them: what is asked for mostly stands first.
        rarity: the mean rarity of the question's words, a tenth, 0 to 1.
        length: the number of its words, a tenth, 0 to 2: longer questions fit better.
        unnamed: names in it, coined or of somebody, that the first paper lacks, 0 to 3.
        no_figure: 1 where a figure is asked for and none is quoted.
        unsaid: 1 where it asks for a kind of thing that the first paper says nothing of.
        uncounted: where a count is asked for, COUNT_FITS less the fit of what is counted to the
            words beside the first paper's figures, -0.5 to 1.5; else 0.
        asks_name: where a name is asked for, of which abstracts tell few, NAME_FITS less `weakest`,
            -0.4 to 1.6; else 0.

    """

    meaning: float
    sentence: float
    weakest: float
    leading: float
    rarity: float
    length: float
    unnamed: float
    no_figure: float
    unsaid: float
    uncounted: float
    asks_name: float

    @property
    def confidence(self) -> float:
        """Probability that the question is answered, 0 to 1, as fitted (see WEIGHTS)."""
        weighed = sum(WEIGHTS[f.name] * float(getattr(self, f.name)) for f in fields(self))
        return 1 / (1 + math.exp(-(BIAS + weighed)))


# Fitted by benchmarks.gate on 367 answerable and 179 unanswerable questions over 85 and 9,577
# papers (ours and the development set's): cross-validated, where 8 % of the answerable are refused,
# 69 % of the near misses are, and all of those from elsewhere. A sentence that fits well counts
# against an answer, all else being equal: a near miss repeats the words of its paper.
WEIGHTS: Mapping[str, float] = {
    "meaning": 10.28, "sentence": -8.86, "weakest": 4.29, "leading": 3.99, "rarity": -4.6,
    "length": 1.58, "unnamed": -2.21, "no_figure": -2.99, "unsaid": -4.36, "uncounted": -3.85,
    "asks_name": -5.32,
}  # fmt: skip
# 0.3 more than fitted: the gate of 0.64, which indexes hold, then refuses as many as 0.57 would.
BIAS = -1.19


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of the question, how rare it is, and how well the first paper fits it, -1 to 1."""

    text: str
    rarity: float
    fit: float

    @property
    def asks(self) -> bool:
        """Whether it says how is asked rather than what."""
        return set(extract_terms(self.text)) <= ASKING_TERMS


@dataclass(frozen=True)
class Findings:
    """What was found for a question, before it is decided whether that answers it.

    Args:
        question: as it was compared.
        passages: those that were read, 1 or more, best first.
        tokens: the first passage's.
        fit: the best sentence's similarity without bonus, -1 to 1.
        quoted: what would be quoted of the first paper.

    """

    question: EncodedQuestion
    passages: Sequence[Passage]
    tokens: TokenSigns
    fit: float
    quoted: Sequence[str]

    @cached_property
    def words(self) -> list[QuestionWord]:
        """The question's own words that are no stop words, each with the mean fit of its tokens."""
        encoded = self.question
        if not len(self.tokens.spans) or not len(encoded.tokens):
            return []
        best = encoded.compare(self.tokens).max(axis=1)
        words = []
        for n, (start, end, rarity) in enumerate(encoded.words):
            mine = best[encoded.places == n]
            if rarity > 0 and end <= encoded.question.own and len(mine):
                text = encoded.question.text[start:end]
                words.append(QuestionWord(text, rarity, float(mine.mean())))
        return words

    @cached_property
    def unsaid(self) -> list[str]:
        """The kinds of things asked for that the first paper says nothing of."""
        return list(find_unsaid(self.own_text, self.told))

    @property
    def own_text(self) -> str:
        """The question without what earlier turns were about."""
        return self.question.question.text[: self.question.question.own]

    @cached_property
    def told(self) -> str:
        """What is known of the first paper, in small letters."""
        paper = self.passages[0].paper
        group = f"organization {paper.organization}" if paper.organization else ""
        return " ".join((paper.title, paper.abstract, group, *paper.authors)).casefold()


def read_signs(found: Findings) -> Signs:
    """The signs of findings in which the question has a word."""
    words, first = found.words, found.passages[0]
    names = [word.text for word in words if _COINED.fullmatch(word.text)]
    named = {name.casefold() for name in (*names, *_find_somebody(found.own_text))}
    specific = [word for word in words if not word.asks] or words
    weakest = min(word.fit for word in specific)
    meaning = max((p.dense or 0.0 for p in found.passages), default=0.0)
    if weakest >= FITTING and any(_holds(first.paper.title, name) for name in names):
        meaning = max(meaning, NAMED_MEANING)
    aim = found.question.question.aim
    count = fit_count(found.question, first.chunk.text, found.tokens)
    return Signs(
        meaning=meaning,
        sentence=found.fit,
        weakest=weakest,
        leading=float(np.mean([word.fit for word in specific[:2]])),
        rarity=float(np.mean([word.rarity for word in words])) / 10,
        length=min(len(words), 20) / 10,
        unnamed=float(min(sum(name not in found.told for name in named), 3)),
        no_figure=float(aim == "fact" and not any(map(has_figure, found.quoted))),
        unsaid=float(bool(found.unsaid)),
        uncounted=0.0 if count is None else COUNT_FITS - count,
        asks_name=NAME_FITS - weakest if aim == "name" else 0.0,
    )


def _find_somebody(text: str) -> list[str]:
    """The names of people, places and firms in a question; none where Most Words Are Like That."""
    if 2 * len(_CAPITAL.findall(text)) > len(text.split()):
        return []
    return [word for word in _PROPER.findall(text) if set(extract_terms(word)) - ASKING_TERMS]


def _holds(title: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title) is not None


def explain(
    confidence: float, gate: float, words: Sequence[QuestionWord], unsaid: Sequence[str] = ()
) -> str:
    """Why an answer is withheld, in words."""
    seen = f"confidence is {confidence:.2f}, where {gate:.2f} is needed"
    if unsaid:
        return f"the nearest abstract says nothing of {' or '.join(unsaid)}: {seen}"
    ordered = sorted(words, key=lambda word: word.fit)
    missing = [word.text for word in ordered if word.fit < UNSAID and not word.asks][:3]
    if missing:
        quoted = " or ".join(f"“{text}”" for text in missing)
        return f"nothing in the nearest abstract fits {quoted}: {seen}"
    return seen
