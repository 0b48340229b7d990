"""Which words a text gives a figure to: "65 for experts and 34 for others"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from rag.language.alignment import is_plain
from rag.language.counting import is_size
from rag.language.figures import Figure, find_figures
from rag.language.reading import Text, Word

_CUT = re.compile(r",(?!\d)|;|\b(?:and|or|while|whereas|but|than|against|versus|vs|compared)\b|\(")
_CONTRAST = re.compile(r"\b(?:while|whereas|but|than|against|versus|vs|compared|unlike)\b")
_NAME = re.compile(r"[A-Z][\w.+/-]*")
# "A, B, and C": names, told from each other.
_ROW = re.compile(rf"(?:{_NAME.pattern},\s){{0,6}}{_NAME.pattern},?\sand\s{_NAME.pattern}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one sentence that belongs to one figure, or to a pair "from 1 to 2".

    Args:
        values: the numbers, without their units.
        units: what they measure.
        words: roots of what stands there.
        shared: those before the first figure of a row, which all its figures may mean.
        sentence: the number of the sentence.
        paired: whether "respectively" gives the figure to a name.

    """

    values: frozenset[Decimal]
    units: frozenset[str]
    words: frozenset[str]
    shared: frozenset[str]
    sentence: int
    paired: bool = False


@lru_cache(maxsize=512)
def segments(text: Text) -> tuple[Segment, ...]:
    """The segments of all sentences that have figures."""
    figures: dict[int, list[tuple[Figure, int]]] = {}
    for figure in find_figures(text.text):
        place = next((n for n, word in enumerate(text.words) if word.end > figure.start), None)
        if place is not None and not is_size(text, figure):
            figures.setdefault(text.words[place].sentence, []).append((figure, place))
    return tuple(
        segment
        for number, found in figures.items()
        for segment in _pair(text, number, found) or _cut(text, number, found)
    )


def _pair(text: Text, number: int, figures: list[tuple[Figure, int]]) -> list[Segment]:
    """The segments of "A and B reach 5.8% and 1.5%, respectively"; none for other sentences."""
    words = [word for word in text.words if word.sentence == number]
    if len(figures) < 2 or all(word.lower != "respectively" for word in words):
        return []
    for row in _ROW.finditer(text.text, words[0].start, words[-1].end):
        names = [name.span() for name in _NAME.finditer(text.text, *row.span())]
        if len(names) == len(figures):
            return [
                Segment(
                    frozenset([figure.plain]),
                    frozenset([figure.unit]),
                    frozenset(word.root for word in words if start <= word.start < end),
                    frozenset(),
                    number,
                    paired=True,
                )
                for (figure, _), (start, end) in zip(figures, names, strict=True)
            ]
    return []


def _cut(text: Text, number: int, figures: list[tuple[Figure, int]]) -> Iterator[Segment]:
    words = [word for word in text.words if word.sentence == number]
    groups: list[list[Figure]] = [[figures[0][0]]]
    cuts: list[tuple[int, bool]] = []
    for (before, _), (after, _) in pairwise(figures):
        gap = text.text[before.end : after.start]
        found = list(_CUT.finditer(gap))
        if found:
            at = found[-1]
            cuts.append((before.end + at.start(), bool(_CONTRAST.search(gap))))
            groups.append([after])
        else:
            groups[-1].append(after)
    edges = [words[0].start, *(cut for cut, _ in cuts), words[-1].end + 1]
    first = groups[0][0].start
    shared = frozenset(_roots(word for word in words if word.end <= first))
    for n, group in enumerate(groups):
        inside = [word for word in words if edges[n] <= word.start < edges[n + 1]]
        contrasted = bool(cuts) and any(contrast for _, contrast in cuts)
        yield Segment(
            frozenset(figure.plain for figure in group),
            frozenset(figure.unit for figure in group),
            frozenset(_roots(inside)),
            frozenset() if contrasted or n else shared,
            number,
        )


def _roots(words: "Iterator[Word] | list[Word]") -> Iterator[str]:
    for word in words:
        if word.content and not is_plain(word.lower):
            yield word.root
        elif any(c.isalpha() for c in word.lower) and word.lower[0].isdigit():
            yield word.lower  # the 7B of a name
