"""Roles: who outperforms whom, what turns into what, which figure belongs to which name."""

from rag.language import wordlists
from rag.language.alignment import Alignment
from rag.language.reading import Text, is_verb, root
from rag.language.relations import Relation, is_passive, relations
from rag.verification.rules.bindings import find_mixed_halves, find_swapped_figures

_BEFORE_NOUNS = frozenset(wordlists.BEFORE_NOUNS.split())
_NOUN_ENDINGS = ("ing", "ment", "ments", "ion", "ions", "ance", "er", "or", "ers", "put", "puts")
# What is needed or shown stands on either side.
_NO_AGENT = frozenset(map(root, ("need", "show", "compare", "find", "use")))


def find_swapped_roles(pair: Alignment) -> str:
    """Two things that have changed places, or nothing."""
    return (
        _find_swapped_relation(pair)
        or _find_swapped_agent(pair)
        or find_swapped_figures(pair)
        or find_mixed_halves(pair)
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
