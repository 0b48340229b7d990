"""Direction: more or less, before or after, kept or dropped must be as in the source.

Source: On SQuAD, ELMo raises the F1 score of the baseline model from 81.1% to 85.8%.
Passes: With ELMo, the F1 score on SQuAD rose from 81.1% to 85.8%.
Fails: ELMo lowers the F1 score on SQuAD.
"""

from collections.abc import Iterator
from itertools import pairwise

from rag.language.alignment import Alignment
from rag.language.figures import Figure, find_figures
from rag.language.negation import NEGATORS, Pole, poles
from rag.language.reading import Text
from rag.language.relations import relations

MIN_FIT = 0.6  # what must stand around both words: one next to them, or several near
LONE_FIT = 0.3  # the same where no home has an agreeing word at all
MARGIN = 0.25  # by how much the opposite must fit better than an agreeing word
BESIDE = 5  # words of content on either side that tell what a word of direction is about


def find_turned_direction(pair: Alignment) -> str:
    """A word whose opposite the source has in the same place, or nothing."""
    return _find_opposite(pair) or _find_turned_range(pair)


def _find_opposite(pair: Alignment) -> str:
    homes = [n for n, word in enumerate(pair.source.words) if word.sentence in pair.homes]
    directed = [n for n in homes if poles(pair.source.words[n].lower)]
    for n, word in enumerate(pair.says.words):
        mine = poles(word.lower)
        if not mine:
            continue
        around = _beside(pair.says, n)
        fits = {m: _fit(around, _beside(pair.source, m)) for m in directed}
        theirs = {m: _relation(mine, pair.source.words[m].lower) for m in directed}
        agreeing = max((fits[m] for m in directed if theirs[m] > 0), default=0.0)
        opposing = [m for m in directed if theirs[m] < 0]
        if not opposing:
            continue
        m = max(opposing, key=fits.__getitem__)
        lone = all(sign <= 0 for sign in theirs.values())
        if fits[m] < (LONE_FIT if lone else MIN_FIT) or fits[m] < agreeing + MARGIN:
            continue
        if _is_negated(pair.says, n) != _is_negated(pair.source, m) or _is_turned(pair, n, m):
            continue
        return f"says “{word.lower}”, the source says “{pair.source.words[m].lower}”"
    return ""


def _is_turned(pair: Alignment, n: int, m: int) -> bool:
    """Whether the sentence speaks of the other side of a comparison: "B is less good" for "A is
    better than B".
    """
    number = pair.source.words[m].sentence
    for place, theirs in relations(pair.source):
        if place != number or theirs.kind != "than":
            continue
        other = theirs.object - theirs.subject
        says = {word.root for word in pair.says.words}
        mine = [relation for _, relation in relations(pair.says) if relation.kind == "than"]
        if other & says and not any(relation.object & other for relation in mine):
            return True
    return False


def _relation(mine: frozenset[Pole], lower: str) -> int:
    """1 where a word stands at a pole of these, -1 where at the opposite only, else 0."""
    theirs = poles(lower)
    if mine & theirs:
        return 1
    return -1 if {(axis, 1 - side) for axis, side in mine} & theirs else 0


def _beside(text: Text, n: int) -> dict[str, float]:
    """The roots of the words of content around, and how far each is."""
    words = text.words
    found: dict[str, float] = {}
    for step in (-1, 1):
        distance = 0.0
        m = n + step
        while 0 <= m < len(words) and distance < BESIDE and words[m].clause == words[n].clause:
            if words[m].content:
                distance += 1 if step > 0 else 1.5  # what follows is what is raised or lowered
                found[words[m].root] = min(found.get(words[m].root, BESIDE), distance)
            m += step
    return found


def _fit(mine: dict[str, float], theirs: dict[str, float]) -> float:
    """How much stands around both, the nearer the more."""
    return sum(1 / max(mine[name], theirs[name]) for name in mine.keys() & theirs.keys())


def _is_negated(text: Text, n: int) -> bool:
    words = text.words
    return any(
        words[m].lower in NEGATORS and words[m].clause == words[n].clause
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


def _ranges(text: str) -> Iterator[tuple[Figure, Figure]]:
    """The pairs of "from 1 to 2"."""
    figures = find_figures(text)
    for a, b in pairwise(figures):
        gap = text[a.end : b.start].strip().lower()
        before = text[max(0, a.start - 7) : a.start].lower().rstrip(" $")
        if gap in ("to", "% to", "percent to", "\\% to") and before.endswith("from"):
            yield a, b
