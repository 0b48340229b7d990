"""Roles: who outperforms whom, what turns into what, and which figure is whose, as in the source.

Source: Mamba-3B outperforms Transformers of equal size on most of the tasks.
Passes: Transformers of equal size are outperformed by Mamba-3B.
Fails: Transformers of equal size outperform Mamba-3B.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.language.alignment import Alignment
from rag.language.bindings import Segment, segments
from rag.language.figures import find_figures
from rag.language.reading import Text, Word, is_verb, list_words, root
from rag.language.relations import Relation, is_passive, relations

_BEFORE_NOUNS = list_words("a an the our their its each this these those of in with no new all")
_NOUN_ENDINGS = ("ing", "ment", "ments", "ion", "ions", "ance", "er", "or", "ers", "put", "puts")
# What is needed or shown stands on either side.
_NO_AGENT = frozenset(map(root, ("need", "show", "compare", "find", "use")))
_HALVES = re.compile(r"[,;]?\s\b(?:while|whereas|but)\b|;")
_AND = re.compile(r",?\s\band\b")
_EDGES = re.compile(r"[,;](?!\d)|\b(?:and|while|whereas|but)\b")


def find_swapped_roles(pair: Alignment) -> str:
    """Two things that have changed places, or nothing."""
    return (
        _find_swapped_relation(pair)
        or _find_swapped_agent(pair)
        or _find_swapped_figures(pair)
        or _find_mixed_halves(pair)
    )


def _find_swapped_relation(pair: Alignment) -> str:
    for _, mine in relations(pair.says):
        rivals = [
            theirs
            for number, theirs in relations(pair.source)
            if theirs.kind == mine.kind and (number in pair.homes or theirs.object == mine.object)
        ]
        verdicts = [_compare(mine, relation) for relation in rivals]
        if verdicts and min(verdicts) < 0 and max(verdicts) <= 0:
            their = rivals[verdicts.index(min(verdicts))]
            if mine.object == their.object:
                return f"says of {_name(pair.says, mine.object)} the opposite of the source"
            return (
                f"puts {_name(pair.says, mine.object)} where the source has "
                f"{_name(pair.source, their.object)}"
            )
    return ""


def _compare(mine: Relation, theirs: Relation) -> int:
    """1 where both say the same, -1 where they have the roles swapped, 0 where it is unclear."""
    if 2 * len(mine.object & theirs.object) > len(mine.object | theirs.object):
        if mine.sign * theirs.sign > 0:
            return 1
        return -1 if mine.sure and theirs.sure and mine.kind == "than" else 0
    same = mine.object & (theirs.object - theirs.subject)
    crossed = mine.subject & (theirs.object - theirs.subject)
    back = mine.object & (theirs.subject - theirs.object)
    signs = mine.sign * theirs.sign
    if same and not crossed:
        return 1
    apart = mine.kind == "than" or not mine.object & theirs.object
    if crossed and not same and (back or apart):
        return 1 if signs < 0 else -1
    return 0


def _name(text: Text, roots: frozenset[str]) -> str:
    first = [word.lower for word in text.words if word.root in roots]
    return "“" + " ".join(dict.fromkeys(first[:3])) + "”"


def _find_swapped_agent(pair: Alignment) -> str:
    """What stands before a verb in the source stands after it here, and the other way round."""
    for n, place in pair.places.items():
        lower = pair.says.words[n].lower
        if (
            not is_verb(lower)
            or _is_noun(pair.says, n)
            or root(lower) in _NO_AGENT
            or not pair.is_home(place)
        ):
            continue
        if _turns(pair.says, n) != _turns(pair.source, place):
            continue
        left, right = _sides(pair.says, n)
        before, after = _sides(pair.source, place)
        crossed = min(len(left & (after - before)), len(right & (before - after)))
        kept = len(left & (before - after)) + len(right & (after - before))
        if crossed and 2 * crossed > kept:
            verb = pair.says.words[n].lower
            return f"has the sides of “{verb}” the other way round than the source"
    return ""


def _is_noun(text: Text, n: int) -> bool:
    """Whether a word that may be a verb is none where it stands: "the output", "improvement"."""
    before = text.words[n - 1].lower if n else ""
    return before in _BEFORE_NOUNS or text.words[n].lower.endswith(_NOUN_ENDINGS)


def _turns(text: Text, n: int) -> bool:
    """Whether a verb stands in the passive, which turns its sides."""
    words = text.words[n + 1 : n + 4]
    return any(word.lower in ("by", "from") for word in words) or is_passive(text, n)


def _sides(text: Text, n: int) -> tuple[frozenset[str], frozenset[str]]:
    words = text.words
    sides = []
    for step in (-1, 1):
        found: list[str] = []
        m = n + step
        while 0 <= m < len(words) and words[m].clause == words[n].clause and len(found) < 4:
            if words[m].content:
                found.append(words[m].root)
            m += step
        sides.append(frozenset(found) - {words[n].root})
    return sides[0], sides[1]


def _find_swapped_figures(pair: Alignment) -> str:
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


def _show(text: Text, segment: Segment) -> str:
    figures = [f for f in find_figures(text.text) if f.plain in segment.values]
    return text.text[figures[0].start : figures[0].end] if figures else "a figure"


def _show_words(text: Text, roots: frozenset[str]) -> str:
    found = dict.fromkeys(word.lower for word in text.words if word.root in roots)
    return "“" + " ".join(list(found)[:3]) + "”"


def _find_mixed_halves(pair: Alignment) -> str:
    """Two subjects that have changed their predicates: "A is fast, while B is exact"."""
    cut = _HALVES.search(pair.says.text) or _find_and(pair.says)
    if not cut or len(pair.homes) != 1:
        return ""
    first, second = (
        _set(word for word in pair.says.words if (word.start < cut.start()) == early)
        for early in (True, False)
    )
    words = pair.home_words
    edges = [found.start() for found in _EDGES.finditer(pair.source.text)]
    edges = [edge for edge in edges if words[0].start < edge < words[-1].start]
    mixes = [_mix(first, second, words, edge) for edge in edges[:20]]
    mixed = any(mixes) and False not in mixes
    return "gives each of two things what the source says of the other" if mixed else ""


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
    first: frozenset[str], second: frozenset[str], words: Sequence[Word], edge: int
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


def _set(words: Iterable[Word]) -> frozenset[str]:
    return frozenset(word.root for word in words if word.content)
