"""What a text puts against or into what: "A outperforms B", "A instead of B", "A into B"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.language.figures import UNITS
from rag.language.negation import NEGATORS
from rag.language.reading import Text, Word, list_words, root, stem, stems

REACH = 5  # words of content that may belong to the object of a comparison
LISTED = 4  # that may come after "such as" besides
_WINS = frozenset(map(root, ("outperform", "beat", "exceed", "surpass")))
_TRAILS = frozenset(map(stem, ("trail", "underperform", "lag")))
_GAINS = r"(?:improv|boost|gain|increas|advantag|rais|lift|speed|reduc|cut|sav|win)\w*"
_LOSSES = r"(?:degrad|worsen|deteriorat|declin|drop)\w*"
# What each way of comparing says of the subject; of the others the nearest direction decides.
_SIGNS = {"over": 1, "ahead": 1, "behind": -1}
_LINKS = re.compile(
    r"\b(?P<than>than(?! to\b)|compared (?:with|to)|in comparison (?:with|to)"
    r"|relative to|versus|vs\.?|as opposed to|in contrast to|unlike)\b"
    # "improves accuracy by 3 points over X"
    rf"|\b(?:(?P<gain>{_GAINS})|{_LOSSES})\b[^,;:()]{{0,80}}?\s(?P<over>over)\b"
    r"(?!\s(?:time|all|the (?:course|last|past)|\d))"
    r"|\b(?P<behind>(?:falls?|fell|falling|lags?|lagging) (?:below|behind|short of)"
    r"|(?:inferior|second) to)\b|\b(?P<ahead>superior to|ahead of)\b"
    r"|\b(?P<instead>instead of|rather than|in place of)\b"
    r"|\b(?P<into>into)\b"
    r"|\b(?P<of>(?:variant|version|subset|part|extension|special case|superset) of)\b"
    r"|\b(?:replac\w+|substitut\w+|swap\w*)\b[^,;.]{0,60}?\b(?P<with>with|by)\b"
    # "… where the other does not"
    r"|\b(?:where|while|whereas|but)\s(?P<denied>[^,;.]{3,60}?)\s(?:does|do|is|are|can|did|was|were)"
    r"(?:\snot|n't)(?=\s?[,.;]|\sfor instance|$)",
    re.IGNORECASE,
)
_ROW = re.compile(r",\s(?:[A-Z][\w.-]*(?:\s[\w.-]+){0,2},\s){0,6}(?:and|or)\s[A-Z]")
_STOP = list_words("""
on in for at across while whereas and but when where which that by with as because since to although
though if from
""")
_TELLING = frozenset(("on", "in", "with", "by", "from", "without"))
_MORE = (
    "more better higher larger greater faster stronger longer wider increase improve gain rise best"
)
_LESS = """less fewer lower smaller worse weaker slower shorter narrower decrease reduce drop
decline fall shrink cut degrade least"""
# "our method" is told from "existing methods" by this alone.
OWN = frozenset(("our", "ours", "we"))
_PASSIVE = list_words("is are was were be been being gets got")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a text puts against or into what.

    Args:
        kind: "than", "instead", "into", "of" or "with".
        sign: 1 where the subject has more or is better, -1 where less, 0 where neither is said.
        sure: whether the sign is that of the comparing word, and not of a direction near it.
        subject: roots of what is compared.
        object: roots of what it is compared with.

    """

    kind: str
    sign: int
    sure: bool
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
        if any(other.lower in NEGATORS for other in words[max(0, n - 3) : n]):
            sign = -sign
        found = _object(text, after)
        if found:
            yield word.sentence, _relate("than", sign, True, text, n, found)


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
            sign = _sign(text, place) if kind == "than" else _SIGNS.get(kind, 1)
            sure = kind in _SIGNS
            if kind == "over" and not found["gain"]:
                sign = -1
            kind = "than" if sure else kind
            yield words[place].sentence, _relate(kind, sign, sure, text, place, target)


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
    if start >= len(text.words) or _is_number(text, start):
        return ()  # "more than 40,000" compares with nothing, nor does a text that ends there
    found = [
        n for n in _read_object(text, start) if text.words[n].content or text.words[n].lower in OWN
    ]
    if all(text.words[n].lower in UNITS or text.words[n].lower == "much" for n in found):
        return ()  # "compared to 48 hours" says nothing of roles
    return tuple(found)


def _read_object(text: Text, start: int) -> Iterator[int]:
    """The words from one on that name what is compared with, rows of names and examples too."""
    words = text.words
    # "Than those trained on X": what follows tells which they are.
    stop = _STOP - _TELLING if words[start].lower in ("those", "ones") else _STOP
    reach, last, count = REACH, start, 0
    for n in range(start, min(len(words), start + 20)):
        word = words[n]
        if word.sentence != words[start].sentence or not _goes_on(text, last, n):
            return
        if word.lower == "including" or (word.lower == "as" and words[n - 1].lower == "such"):
            reach += LISTED
        elif _joins_names(text, n):
            reach += 2
        elif (word.lower in stop and count) or count == reach:
            return
        reach += 3 * (word.clause != words[last].clause)
        count += word.content
        last = n
        yield n


def _joins_names(text: Text, n: int) -> bool:
    """Whether a word is the "and" between two names."""
    around = (text.words[max(0, n - 1)], text.words[min(n + 1, len(text.words) - 1)])
    return text.words[n].lower in ("and", "or") and all(
        text.text[word.start].isupper() for word in around
    )


def _is_number(text: Text, n: int) -> bool:
    """Whether a word is a number by itself, and no part of "10-dimensional"."""
    if n >= len(text.words) or not text.words[n].lower.isdecimal():
        return n < len(text.words) and text.words[n].lower[0].isdigit()
    return text.text[text.words[n].end : text.words[n].end + 1] != "-"


def _goes_on(text: Text, last: int, n: int) -> bool:
    """Whether a word stands in the clause of the last one, or is the next name of a row."""
    one, other = text.words[last], text.words[n]
    if one.clause == other.clause or text.text[one.end : other.start].strip() == "(e.g.,":
        return True
    named = text.text[one.start].isupper() or text.text[one.start].isdigit()
    return named and bool(_ROW.match(text.text, one.end))


def _name(word: Word) -> str:
    return "our" if word.lower in OWN else word.root


def _relate(
    kind: str, sign: int, sure: bool, text: Text, place: int, target: tuple[int, ...]
) -> Relation:
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
        sure,
        frozenset(_name(text.words[n]) for n in chosen),
        frozenset(_name(text.words[n]) for n in target),
    )
