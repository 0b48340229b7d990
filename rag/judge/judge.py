"""The judge: probabilities for a sentence beside its source, and for a question beside passages.

They are scaled on a writer whom the network was not trained on (Platt, 1999). See docs/judge.md.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from rag.judge.network import CARD, JudgeNetwork, Odds
from rag.judge.reading import (
    QUESTION_SOURCE,
    Passage,
    Text,
    find_room,
    read_row,
    read_windows,
)

DOUBTED = 0.5  # probability from which a word is named as one that the source lacks
_JOINED = 2  # characters between doubted words that belong together


@dataclass(frozen=True, slots=True)
class Support:
    """What a source says of a sentence.

    Args:
        probability: that it says all of it, 0 to 1.
        contradicted: that, if it does not, it says otherwise, 0 to 1; else it merely does not say.
        doubts: the parts of the sentence that it seems to lack, in order; may be none.

    """

    probability: float
    contradicted: float
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a passage has for a question.

    Args:
        answers: the probability that it answers, 0 to 1.
        evidence: of each of its sentences, the probability that it is needed, shape (sentences,).

    """

    answers: float
    evidence: npt.NDArray[np.float64]


class Judge:
    """Reads with the trained network. It may be used from several threads."""

    def __init__(self, network: JudgeNetwork, scales: Mapping[str, Sequence[float]]) -> None:
        self._network, self._scales = network, scales

    def weigh_claims(
        self, texts: Sequence[str], passages: Sequence[Passage], cited: frozenset[int] = frozenset()
    ) -> list[Support]:
        """How well passages support each sentence; `cited` as `rag.judge.reading.read_row` has it.

        The passages are read once for all. A sentence that is longer than the network reads at once
        is as good as its worst part.
        """
        if not texts:
            return []
        windows = [read_windows(text) for text in texts]
        parts = [part for parts in windows for part in parts]
        row = read_row(parts, passages, find_room(passages), cited)
        found = zip(parts, row.texts, self._network.run(row), strict=True)
        return [self._join([next(found) for _ in parts]) for parts in windows]

    def weigh_question(self, text: str, passages: Sequence[Passage]) -> list[Finding]:
        """What each passage has for a question, in their order."""
        question = read_windows(text)[0]
        return [self._find(question, passage) for passage in passages]

    def _find(self, question: str, passage: Passage) -> Finding:
        (odds,) = self._network.run(read_row([question], [passage], QUESTION_SOURCE))
        evidence = [self._calibrate("evidence", float(one)) for one in odds.evidence]
        return Finding(self._calibrate("answers", odds.answers), np.array(evidence))

    def _join(self, parts: Sequence[tuple[str, Text, Odds]]) -> Support:
        worst = min((odds for _, _, odds in parts), key=lambda odds: odds.supports)
        return Support(
            self._calibrate("supports", worst.supports),
            self._calibrate("contradicts", worst.contradicts),
            tuple(doubt for part in parts for doubt in self._name_doubts(*part)),
        )

    def _calibrate(self, head: str, odds: float) -> float:
        scale, shift = self._scales[head]
        return 1 / (1 + math.exp(-max(min(scale * odds + shift, 500.0), -500.0)))

    def _name_doubts(self, text: str, place: Text, odds: Odds) -> list[str]:
        """The doubted words, each whole; those that touch are one part."""
        parts: list[list[int]] = []
        for (start, end), value in zip(place.words, odds.unsupported, strict=True):
            if self._calibrate("unsupported", float(value)) >= DOUBTED:
                start, end = _widen(text, start, end)
                if parts and start - parts[-1][1] <= _JOINED:
                    parts[-1][1] = end
                else:
                    parts.append([start, end])
        return [text[start:end] for start, end in parts]


def _widen(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole words that a part of a text touches."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


@cache
def open_judge() -> Judge:
    """The packaged judge. Raises EncoderUnavailable where its files are damaged."""
    return Judge(JudgeNetwork(), json.loads(CARD.read_text("utf-8"))["scales"])
