"""Direction: more or less, before or after, kept or dropped must be as in the source."""

from functools import lru_cache

from rag.checking import vocabulary
from rag.checking.alignment import Alignment
from rag.checking.denials import _NEGATORS
from rag.checking.figures import find_figures
from rag.checking.reading import Text, stem, stems

BESIDE = 5  # words of content on either side that tell what a word of direction is about
Pole = tuple[int, int]  # the number of an axis, and 0 or 1


@lru_cache(maxsize=1)
def _poles() -> dict[str, frozenset[Pole]]:
    found: dict[str, set[Pole]] = {}
    for axis, line in enumerate(vocabulary.OPPOSITES.strip().splitlines()):
        for side, words in enumerate(line.split("|")):
            for word in stems(words):
                found.setdefault(word, set()).add((axis, side))
    return {word: frozenset(poles) for word, poles in found.items()}


@lru_cache(maxsize=1 << 14)
def poles(lower: str) -> frozenset[Pole]:
    """The poles that a word stands at: "faster" is one of speed, "lower" of two axes."""
    return _poles().get(stem(lower), frozenset())


def find_turned_direction(pair: Alignment) -> str:
    """A word whose opposite the source has in the same place, or nothing."""
    return _find_opposite(pair) or _find_turned_range(pair)


def _find_opposite(pair: Alignment) -> str:
    homes = [n for n, word in enumerate(pair.source.words) if word.sentence in pair.homes]
    directed = [n for n in homes if poles(pair.source.words[n].lower)]
    for n, word in enumerate(pair.says.words):
        mine = poles(word.lower)
        if not mine or stem(word.lower) in {stem(pair.source.words[m].lower) for m in homes}:
            if not mine or not _is_elsewhere(pair, n, directed):
                continue
        theirs = {m: _relation(mine, pair.source.words[m].lower) for m in directed}
        around = _beside(pair, n)
        agreeing = max((_fit(pair, around, m) for m in directed if theirs[m] > 0), default=-1)
        opposing = [(m, _fit(pair, around, m)) for m in directed if theirs[m] < 0]
        if not opposing:
            continue
        m, fit = max(opposing, key=lambda found: found[1])
        if fit < 2 or fit <= agreeing:
            continue
        if _is_negated(pair.says, n) != _is_negated(pair.source, m):
            continue
        return f"says “{word.lower}”, the source says “{pair.source.words[m].lower}”"
    return ""


def _is_elsewhere(pair: Alignment, n: int, directed: list[int]) -> bool:
    """Whether the source's own use of the word stands among other words than the sentence's."""
    around = _beside(pair, n)
    own = stem(pair.says.words[n].lower)
    uses = [m for m in directed if stem(pair.source.words[m].lower) == own]
    return bool(uses) and max(_fit(pair, around, m) for m in uses) == 0


def _relation(mine: frozenset[Pole], lower: str) -> int:
    """1 where a word stands at a pole of these, -1 where at the opposite only, else 0."""
    theirs = poles(lower)
    if mine & theirs:
        return 1
    return -1 if {(axis, 1 - side) for axis, side in mine} & theirs else 0


def _beside(pair: Alignment, n: int) -> dict[str, float]:
    """The roots of the words around, the nearer the weightier."""
    words = pair.says.words
    found: dict[str, float] = {}
    for step in (-1, 1):
        seen = 0
        m = n + step
        while 0 <= m < len(words) and seen < BESIDE:
            if words[m].content and words[m].sentence == words[n].sentence:
                if not poles(words[m].lower):
                    found[words[m].root] = max(found.get(words[m].root, 0.0), 1.0)
                seen += 1
            m += step
    return found


def _fit(pair: Alignment, around: dict[str, float], place: int) -> float:
    """How much of what stands around a word stands around a place of the source."""
    words = pair.source.words
    near: set[str] = set()
    for step in (-1, 1):
        seen = 0
        m = place + step
        while 0 <= m < len(words) and seen < BESIDE and words[m].sentence == words[place].sentence:
            if words[m].content:
                near.add(words[m].root)
                seen += 1
            m += step
    return sum(weight for name, weight in around.items() if name in near)


def _is_negated(text: Text, n: int) -> bool:
    words = text.words
    return any(
        words[m].lower in _NEGATORS and words[m].clause == words[n].clause
        for m in range(max(0, n - 4), n)
    )


def _find_turned_range(pair: Alignment) -> str:
    """ "from 71.0 to 15.6" where the source goes from 15.6 to 71.0."""
    says, source = pair.says.text, pair.source.text
    theirs = {(a.plain, b.plain) for a, b in _ranges(source)}
    for a, b in _ranges(says):
        if a.plain != b.plain and (b.plain, a.plain) in theirs and (a.plain, b.plain) not in theirs:
            mine = says[a.start : b.end]
            return f"says “{mine}”, in the source it goes the other way"
    return ""


def _ranges(text: str):  # type: ignore[no-untyped-def]
    figures = find_figures(text)
    for a, b in zip(figures, figures[1:], strict=False):
        gap = text[a.end : b.start].strip().lower()
        if gap in ("to", "% to", "percent to", "\\% to"):
            if text[max(0, a.start - 7) : a.start].lower().rstrip(" $").endswith("from"):
                yield a, b
