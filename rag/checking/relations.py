"""What a text puts against or into what: "A outperforms B", "A instead of B", "A into B"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.checking import wordlists
from rag.checking.reading import Text, Word, root, stem, stems
from rag.checking.units import UNIT_WORDS

REACH = 5  # words of content that may belong to the object of a comparison
_WINS = frozenset(map(root, ("outperform", "beat", "exceed", "surpass")))
_TRAILS = frozenset(map(stem, ("trail", "underperform", "lag")))
_LINKS = re.compile(
    r"\b(?P<than>than(?! to\b)|compared (?:with|to)|in comparison (?:with|to)"
    r"|relative to|versus|vs\.?|as opposed to|in contrast to|unlike)\b"
    r"|\b(?P<instead>instead of|rather than|in place of)\b"
    r"|\b(?P<into>into)\b"
    r"|\b(?P<of>(?:variant|version|subset|part|extension|special case|superset) of)\b"
    r"|\b(?:replac\w+|substitut\w+|swap\w*)\b[^,;.]{0,60}?\b(?P<with>with|by)\b"
    # "… where the other does not"
    r"|\b(?:where|while|whereas|but)\s(?P<denied>[^,;.]{3,60}?)\s(?:does|do|is|are|can|did|was|were)"
    r"(?:\snot|n't)(?=\s?[,.;]|\sfor instance|$)",
    re.IGNORECASE,
)
_STOP = frozenset(wordlists.STOP.split())
_MORE = (
    "more better higher larger greater faster stronger longer wider increase improve gain rise best"
)
_LESS = """less fewer lower smaller worse weaker slower shorter narrower decrease reduce drop
decline fall shrink cut degrade least"""
# "our method" is told from "existing methods" by this alone.
OWN = frozenset(("our", "ours", "we"))
_PASSIVE = frozenset(wordlists.PASSIVE.split())


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


@lru_cache(maxsize=512)
def relations(text: Text) -> tuple[tuple[int, Relation], ...]:
    """The relations of a text, each with the number of its sentence."""
    return tuple([*_verb_relations(text), *_link_relations(text)])


def _verb_relations(text: Text) -> Iterator[tuple[int, Relation]]:
    words = text.words
    for n, word in enumerate(words):
        wins = word.root in _WINS and stem(word.lower) not in ("top",)
        if not wins and stem(word.lower) not in _TRAILS:
            continue
        sign = 1 if wins else -1
        after = n + 1
        if after < len(words) and words[after].lower == "by" and is_passive(text, n):
            sign, after = -sign, after + 1
        found = _object(text, after)
        if found:
            yield word.sentence, _relate("than", sign, text, n, found)


def is_passive(text: Text, n: int) -> bool:
    """Whether a form of "be" stands right before a verb."""
    return any(word.lower in _PASSIVE for word in text.words[max(0, n - 3) : n])


def _link_relations(text: Text) -> Iterator[tuple[int, Relation]]:
    words = text.words
    for found in _LINKS.finditer(text.text):
        kind = str(found.lastgroup)
        end = found.start(kind) if kind == "denied" else found.end(kind)
        start = next((n for n, word in enumerate(words) if word.start >= end), len(words))
        if start == len(words):
            continue
        target = _object(text, start)
        if target:
            place = max(start - 1, 0)
            sign = _sign(text, place) if kind == "than" else 1
            yield words[place].sentence, _relate(kind, sign, text, place, target)


def _sign(text: Text, place: int) -> int:
    """Of "less than" -1; of "compared with X, Y has more" what the nearest direction says."""
    words = text.words
    order = [*range(place, max(-1, place - 10), -1), *range(place, min(len(words), place + 14))]
    for n in order:
        if words[n].sentence != words[place].sentence:
            continue
        if stem(words[n].lower) in stems(_LESS):
            return -1
        if stem(words[n].lower) in stems(_MORE):
            return 1
    return 1


def _object(text: Text, start: int) -> tuple[int, ...]:
    words = text.words
    found: list[int] = []
    if start < len(words) and words[start].lower[0].isdigit():
        return ()  # "more than 40,000" compares with nothing
    for n in range(start, min(len(words), start + 12)):
        word = words[n]
        if word.clause != words[start].clause or word.sentence != words[start].sentence:
            break
        if (word.lower in _STOP and found) or len(found) == REACH:
            break
        if word.content or word.lower in OWN:
            found.append(n)
    if all(words[n].lower in UNIT_WORDS or words[n].lower == "much" for n in found):
        return ()  # "compared to 48 hours" says nothing of roles
    return tuple(found)


def _name(word: Word) -> str:
    return "our" if word.lower in OWN else word.root


def _relate(kind: str, sign: int, text: Text, place: int, target: tuple[int, ...]) -> Relation:
    """The subject is what the sentence speaks of before, or else after."""
    number = text.words[place].sentence
    rest = [
        n
        for n, word in enumerate(text.words)
        if word.sentence == number and n not in target and (word.content or word.lower in OWN)
    ]
    before = [n for n in rest if n < min(target)]
    # "Compared with X, Y …": where nothing stands before the object, the subject follows.
    chosen = (
        before if len(before) > (kind == "than" and text.words[place].lower != "than") else rest
    )
    return Relation(
        kind,
        sign,
        frozenset(_name(text.words[n]) for n in chosen),
        frozenset(_name(text.words[n]) for n in target),
    )
