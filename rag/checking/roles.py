"""Roles: who outperforms whom, what turns into what, which figure belongs to which name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.checking.alignment import Alignment
from rag.checking.directions import poles
from rag.checking.figures import find_figures
from rag.checking.reading import Text, root, stem

REACH = 5  # words of content that may belong to the object of a comparison
_WINS = frozenset(map(root, ("outperform", "beat", "exceed", "surpass")))
_TRAILS = frozenset(map(stem, ("trail", "underperform", "lag")))
_LINKS = re.compile(
    r"\b(?P<than>than(?! to\b)|compared (?:with|to)|in comparison (?:with|to)|relative to|versus|vs\.?"
    r"|as opposed to|in contrast to|unlike)\b"
    r"|\b(?P<instead>instead of|rather than|in place of)\b"
    r"|\b(?P<into>into)\b|\b(?P<of>(?:variant|version|subset|part|extension|special case|superset) of)\b"
    r"|\b(?:replac\w+|substitut\w+|swap\w*)\b[^,;.]{0,60}?\b(?P<with>with|by)\b",
    re.IGNORECASE,
)
_STOP = frozenset(
    """
    on in for at across while whereas and but when where which that by with as because since to
    although though if from is are was were do does did has have had can could
    """.split()
)
_PASSIVE = frozenset("is are was were be been being gets got".split())


@dataclass(frozen=True, slots=True)
class Relation:
    """What a text puts against or into what.

    Args:
        kind: "than", "instead", "into", "of" or "with".
        sign: 1 where the subject has more or is better, -1 where less, 0 where neither is said.
        subject: roots of what is compared.
        object: roots of what it is compared with.

    """

    kind: str
    sign: int
    subject: frozenset[str]
    object: frozenset[str]


def find_swapped_roles(pair: Alignment) -> str:
    """Two things that have changed places, or nothing."""
    return _find_swapped_relation(pair) or _find_swapped_agent(pair) or _find_swapped_binding(pair)


def _find_swapped_relation(pair: Alignment) -> str:
    theirs = [
        (number, relation)
        for number, relation in _relations(pair.source)
        if number in pair.homes
    ]
    for _, mine in _relations(pair.says):
        rivals = [relation for _, relation in theirs if relation.kind == mine.kind]
        verdicts = [_compare(mine, relation) for relation in rivals]
        if verdicts and min(verdicts) < 0 and max(verdicts) <= 0:
            their = rivals[verdicts.index(min(verdicts))]
            return (
                f"puts {_name(pair.says, mine.object)} where the source has "
                f"{_name(pair.source, their.object)}"
            )
    return ""


def _compare(mine: Relation, theirs: Relation) -> int:
    """1 where both say the same, -1 where they have the roles swapped, 0 where it is unclear."""
    same = mine.object & (theirs.object - theirs.subject)
    crossed = mine.subject & (theirs.object - theirs.subject)
    back = mine.object & (theirs.subject - theirs.object)
    signs = mine.sign * theirs.sign
    if same and not crossed:
        return -1 if signs < 0 and back == frozenset() and _fits(mine, theirs) else 1
    if crossed and not same and (back or not mine.object & theirs.object):
        return 1 if signs < 0 else -1
    return 0


def _fits(mine: Relation, theirs: Relation) -> bool:
    return False  # signs of different measures do not compare: fewer errors are better


@lru_cache(maxsize=512)
def _relations(text: Text) -> tuple[tuple[int, Relation], ...]:
    return tuple([*_verb_relations(text), *_link_relations(text)])


def _verb_relations(text: Text) -> Iterator[tuple[int, Relation]]:
    words = text.words
    for n, word in enumerate(words):
        wins = word.root in _WINS and stem(word.lower) not in ("top",)
        if not wins and stem(word.lower) not in _TRAILS:
            continue
        sign = 1 if wins else -1
        after = n + 1
        if after < len(words) and words[after].lower == "by" and _is_passive(text, n):
            sign, after = -sign, after + 1
        found = _object(text, after)
        if found:
            yield word.sentence, Relation("than", sign, _subject(text, n, found), found)


def _is_passive(text: Text, n: int) -> bool:
    return any(word.lower in _PASSIVE for word in text.words[max(0, n - 3) : n])


def _link_relations(text: Text) -> Iterator[tuple[int, Relation]]:
    words = text.words
    for found in _LINKS.finditer(text.text):
        kind = str(found.lastgroup)
        end = found.end(kind)
        start = next((n for n, word in enumerate(words) if word.start >= end), len(words))
        if start == len(words):
            continue
        target = _object(text, start)
        if target:
            place = max(start - 1, 0)
            sign = _sign(text, place) if kind == "than" else 1
            yield words[place].sentence, Relation(kind, sign, _subject(text, place, target), target)


def _sign(text: Text, place: int) -> int:
    """Of "less than" -1; of "compared with X, Y has more" what the nearest direction says."""
    words = text.words
    order = [*range(place, max(-1, place - 10), -1), *range(place, min(len(words), place + 14))]
    for n in order:
        if words[n].sentence != words[place].sentence:
            continue
        sides = {side for _, side in poles(words[n].lower)}
        if words[n].lower in ("more", "most"):
            return 1
        if words[n].lower in ("less", "fewer", "lower", "smaller"):
            return -1
        if len(sides) == 1:
            return 1 if sides == {0} else -1
    return 1


def _object(text: Text, start: int) -> frozenset[str]:
    words = text.words
    found: list[str] = []
    for n in range(start, min(len(words), start + 12)):
        word = words[n]
        if word.clause != words[start].clause or word.sentence != words[start].sentence:
            break
        if (word.lower in _STOP and found) or len(found) == REACH:
            break
        if word.content or word.lower[0].isdigit():
            found.append(word.root)
    return frozenset(found)


def _subject(text: Text, place: int, target: frozenset[str]) -> frozenset[str]:
    """All else that the sentence speaks of."""
    number = text.words[place].sentence
    return frozenset(
        word.root
        for word in text.words
        if word.sentence == number and word.content and word.root not in target
    )


def _name(text: Text, roots: frozenset[str]) -> str:
    first = [word.lower for word in text.words if word.root in roots]
    return "“" + " ".join(dict.fromkeys(first[:3])) + "”"


def _find_swapped_agent(pair: Alignment) -> str:
    """What stands before a verb in the source stands after it here, and the other way round."""
    for n, place in pair.places.items():
        if not pair.is_home(place):
            continue
        if _turns(pair.says, n) != _turns(pair.source, place):
            continue
        left, right = _sides(pair.says, n)
        before, after = _sides(pair.source, place)
        only_before, only_after = before - after, after - before
        if left & only_before or right & only_after:
            continue
        if len(left & only_after) >= 1 and len(right & only_before) >= 1:
            verb = pair.says.words[n].lower
            return f"what “{verb}” what is the other way round in the source"
    return ""


def _turns(text: Text, n: int) -> bool:
    """Whether a verb stands in the passive, which turns its sides."""
    words = text.words[n + 1 : n + 4]
    return any(word.lower in ("by", "from") for word in words) or _is_passive(text, n)


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


def _find_swapped_binding(pair: Alignment) -> str:
    """Two clauses whose subjects have changed places: "lower layers capture meaning"."""
    for home in pair.homes:
        parts = _parts(pair.source, home)
        if len(parts) < 2:
            continue
        complaint = _check_parts(pair, parts)
        if complaint:
            return complaint
    return ""


def _parts(text: Text, sentence: int) -> list[frozenset[str]]:
    """The roots and figures of each clause of a sentence."""
    clauses: dict[int, set[str]] = {}
    for word in text.words:
        if word.sentence == sentence:
            clauses.setdefault(word.clause, set()).update(_tokens(word.lower, word.root, word.content))
    return [frozenset(part) for part in clauses.values()]


def _tokens(lower: str, name: str, content: bool) -> set[str]:
    if content:
        return {name}
    return {lower.rstrip("%")} if lower[0].isdigit() else set()


def _check_parts(pair: Alignment, parts: list[frozenset[str]]) -> str:
    mine = [part for n in range(pair.says.words[-1].sentence + 1) for part in _parts(pair.says, n)]
    for n, one in enumerate(parts):
        for other in parts[n + 1 :]:
            only_one, only_other = one - other, other - one
            if not (only_one and only_other and one & other):
                continue
            mixed = [part for part in mine if part & only_one and part & only_other]
            pure = [part for part in mine if bool(part & only_one) != bool(part & only_other)]
            if len(mixed) >= 2 and not pure:
                first, second = sorted(mixed[0] & only_one)[0], sorted(mixed[0] & only_other)[0]
                return f"joins “{first}” with “{second}”, which the source keeps apart"
    return ""


def find_figures_of(text: str) -> int:
    """How many figures a text has."""
    return len(find_figures(text))
