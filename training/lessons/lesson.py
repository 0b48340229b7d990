"""What the network is shown: a row, and what it should say of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from rag.judge.reading import Row

IGNORED = -1.0  # a target that says nothing
# Wrong in what they say of the source, and wrong in what they add to it; of the other kinds either.
CONTRADICTING = ("role", "direction", "negation", "figure", "contradict", "refuted")
UNSAID = ("added", "loose", "other", "cause", "nothing", "no information")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A row with its targets, each 0 to 1, or IGNORED.

    Args:
        row: what is read.
        group: lessons of one group are about the same source, and are shown together.
        kind: how it was made, for reports.
        writer: who made it, likewise.
        supports, contradicts, answers: of the whole.
        unsupported: of each token of the text; None for nothing.
        evidence: of each sentence of the source; None for nothing.
        first: the number of the sentence that a reader should see first, or -1.

    """

    row: Row
    group: str
    kind: str
    writer: str
    supports: float = IGNORED
    contradicts: float = IGNORED
    answers: float = IGNORED
    unsupported: npt.NDArray[np.float32] | None = None
    evidence: npt.NDArray[np.float32] | None = None
    first: int = -1


def tell_contradiction(kind: str, supported: bool) -> float:
    """1 for a kind of error that contradicts the source, 0 for one that goes beyond it."""
    if supported or kind in UNSAID:
        return 0.0
    return 1.0 if kind in CONTRADICTING else IGNORED


def mark_tokens(row: Row, wrong: Sequence[tuple[int, int]]) -> npt.NDArray[np.float32]:
    """1 for each token of the text that a wrong part overlaps."""
    marks = [
        any(start < end_ and end > start_ for start_, end_ in wrong) for start, end in row.words
    ]
    return np.array(marks, np.float32)


def make_batches(lessons: Sequence[Lesson], tokens: int, chance: Random) -> list[list[int]]:
    """Numbers of lessons in batches of so many tokens with padding, in a new order each time.

    A group stays together, so that what differs in one place is compared in one step; groups of
    about the same length share a batch.
    """
    groups: dict[str, list[int]] = {}
    for number, lesson in enumerate(lessons):
        groups.setdefault(lesson.group, []).append(number)
    parts = [part for group in groups.values() for part in _split(group, chance)]
    lengths = {id(part): max(len(lessons[n].row.ids) for n in part) for part in parts}
    parts.sort(key=lambda part: lengths[id(part)] + chance.random() * 16)
    batches: list[list[int]] = [[]]
    for part in parts:
        longest = max([len(lessons[n].row.ids) for n in (*batches[-1], *part)])
        if batches[-1] and longest * (len(batches[-1]) + len(part)) > tokens:
            batches.append([])
        batches[-1] += part
    batches = [batch for batch in batches if batch]
    chance.shuffle(batches)
    return batches


def _split(group: list[int], chance: Random) -> Iterator[list[int]]:
    """At most six lessons of a group in one batch: neighbours, which were written together."""
    for start in range(0, len(group), 6):
        yield group[start : start + 6]
