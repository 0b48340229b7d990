"""Which figure belongs to what: "65 for experts and 34 for others" is not the other way round."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from rag.language.alignment import Alignment, is_plain
from rag.language.counting import is_size
from rag.language.figures import Figure, find_figures
from rag.language.reading import Text, Word, is_verb
from rag.language.relations import is_passive

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


def find_swapped_figures(pair: Alignment) -> str:
    """A figure that stands with what another figure belongs to, or nothing."""
    theirs = [segment for segment in segments(pair.source) if segment.sentence in pair.homes]
    strays = []
    for mine in segments(pair.says):
        matches = [segment for segment in theirs if segment.values & mine.values]
        found = [_find_stray(mine, match, theirs) for match in matches]
        if found and all(found):
            strays.append((mine, found[0]))
    for mine, stray in strays:
        if stray and (_is_exchange([s for _, s in strays if s]) or stray.named):
            value = _show(pair.says, mine)
            return f"gives {value} to {_show_words(pair.says, stray.other)}, the source does not"
    return ""


@dataclass(frozen=True, slots=True)
class Stray:
    """Words that stand with another figure in the source, and those that stand with the same."""

    other: frozenset[str]
    same: frozenset[str]
    named: bool


def _is_exchange(strays: list[Stray]) -> bool:
    """Whether two figures have changed places: more speaks for it than against it."""
    balance = sum(len(stray.other) - len(stray.same) for stray in strays)
    return len(strays) > 1 and balance > 0


def _find_stray(mine: Segment, match: Segment, theirs: list[Segment]) -> Stray | None:
    best = None
    for rival in theirs:
        if rival is match or rival.values & mine.values or not rival.units & match.units:
            continue
        shared = rival.shared if rival.sentence == match.sentence else frozenset()
        same = mine.words & (match.words - rival.words)
        other = mine.words & (rival.words - match.words - shared)
        if len(other) < max(1, len(same)) or not match.words - rival.words:
            continue
        if best is None or len(other) > len(best.other):
            # The 7B of a name, and not its other parts, tells one model from another.
            numbered = any(any(c.isdigit() for c in word) for word in other)
            named = not same and (numbered or match.paired)
            best = Stray(other, same, named)
    return best


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


def _show(text: Text, segment: Segment) -> str:
    figures = [f for f in find_figures(text.text) if f.plain in segment.values]
    return text.text[figures[0].start : figures[0].end] if figures else "a figure"


def _show_words(text: Text, roots: frozenset[str]) -> str:
    found = dict.fromkeys(word.lower for word in text.words if word.root in roots)
    return "“" + " ".join(list(found)[:3]) + "”"


_HALVES = re.compile(r"[,;]?\s\b(?:while|whereas|but)\b|;")
_AND = re.compile(r",?\s\band\b")
_EDGES = re.compile(r"[,;](?!\d)|\b(?:and|while|whereas|but)\b")


def find_mixed_halves(pair: Alignment) -> str:
    """Two subjects that have changed their predicates: "A is fast, while B is exact"."""
    cut = _HALVES.search(pair.says.text) or _find_and(pair.says)
    if not cut or len(pair.homes) != 1:
        return ""
    first, second = (
        _set(word for word in pair.says.words if (word.start < cut.start()) == early)
        for early in (True, False)
    )
    for home in pair.homes:
        words = [word for word in pair.source.words if word.sentence == home]
        edges = [found.start() for found in _EDGES.finditer(pair.source.text)]
        edges = [edge for edge in edges if words[0].start < edge < words[-1].start]
        mixes = [_mix(first, second, words, edge) for edge in edges[:20]]
        if any(mixes) and False not in mixes:
            return "gives each of two things what the source says of the other"
    return ""


def _find_and(text: Text) -> re.Match[str] | None:
    """The only "and" of a sentence, with a verb on either side."""
    found = list(_AND.finditer(text.text))
    if len(found) != 1 or "," in text.text:
        return None
    verbs = [
        word.start < found[0].start()
        for n, word in enumerate(text.words)
        if is_verb(word.lower) or is_passive(text, n)
    ]
    return found[0] if True in verbs and False in verbs else None


def _mix(
    first: frozenset[str], second: frozenset[str], words: list[Word], edge: int
) -> bool | None:
    """Whether each half has words of both sides of the edge; None where that says nothing.

    False where the edge parts the two halves as the sentence does.
    """
    left = _set(word for word in words if word.start < edge)
    right = _set(word for word in words if word.start >= edge)
    only_left, only_right = left - right, right - left
    shares = [bool(half & side) for half in (first, second) for side in (only_left, only_right)]
    if shares in ([True, False, False, True], [False, True, True, False]):
        return False
    return True if all(shares) else None


def _set(words: "Iterator[Word]") -> frozenset[str]:
    return frozenset(word.root for word in words if word.content)
