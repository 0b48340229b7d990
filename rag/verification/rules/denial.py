"""Denial: what a sentence denies its source must deny, and the other way round.

Source: Mamba generates text quickly, because it needs no key-value cache.
Passes: Mamba does not need a key-value cache.
Fails: Mamba needs a key-value cache.
"""

import re
from functools import lru_cache

from rag.language import vocabulary
from rag.language.alignment import Alignment, is_plain
from rag.language.negation import NEGATORS, denies, is_contracted
from rag.language.reading import Text, list_words, stem, stems

SCOPE = 6  # words of content after a negation that it may deny
BEFORE, AFTER = 4, 3  # words before and after one that may deny it in another way than "not"
AROUND = 6  # words around a word of the source where a denial counts for it
# Verbs and phrases whose object is denied as by "not".
_AVOIDING = list_words("""
lack lacks lacked lacking avoid avoids avoided avoiding fail fails failed failing
""")
# Those that stand between what is denied and its verb.
_AFTER_SUBJECT = frozenset(("not", "never", "cannot", "t"))
_CHANGES = "affect change alter impact influence vary hurt harm degrade depend rely"
_STAYS = "unchanged unaffected invariant robust same stable remain preserve independent immune"
# Negations that deny nothing: "not only", "no more than", "says nothing about".
_IDLE = re.compile(
    r"\b(?:not only|not just|not merely|not necessarily|no more than|no less than|no fewer than"
    r"|not more than|whether or not|if not|not to mention|(?:says?|tells?|said) nothing"
    r"|no longer than|nothing but|no other|no one|no doubt|no matter|no earlier|none other"
    r"|not enough|not sufficient|cannot be ignored)\b",
    re.IGNORECASE,
)


def find_denial(pair: Alignment) -> str:
    """What is denied on one side only, or nothing."""
    return _find_added(pair) or _find_dropped(pair)


@lru_cache(maxsize=512)
def _negations(text: Text) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Where a text denies, and the words of content that each negation reaches."""
    idle = [found.span() for found in _IDLE.finditer(text.text)]
    found = []
    for n, word in enumerate(text.words):
        if (
            not _negates(text, n)
            or _is_second(text, n)
            or any(start <= word.start < end for start, end in idle)
        ):
            continue
        found.append((n, _scope(text, n)))
    return tuple(found)


def _negates(text: Text, n: int) -> bool:
    """Whether a word denies what follows: "not", "lacks", "instead of"."""
    lower = text.words[n].lower
    if lower in ("instead", "rather"):
        after = text.words[n + 1].lower if n + 1 < len(text.words) else ""
        return after in ("of", "than")
    return lower in NEGATORS or lower in _AVOIDING or (lower == "t" and is_contracted(text, n))


def _is_second(text: Text, n: int) -> bool:
    """Whether a word is the "nor" of "neither … nor", which goes on with what the first denies."""
    first = [word.lower for word in text.words[max(0, n - SCOPE) : n]]
    return text.words[n].lower == "nor" and "neither" in first


def _scope(text: Text, n: int) -> tuple[int, ...]:
    words = text.words
    scope: list[int] = []
    for m in range(n + 1, min(n + 3 * SCOPE, len(words))):
        if (
            (_negates(text, m) and not _is_second(text, m))
            or words[m].lower[0].isdigit()
            or words[m].clause != words[n].clause
            or words[m].sentence != words[n].sentence
        ):
            break
        if len(scope) == SCOPE or (words[m].lower == "but" and scope):
            break
        if words[m].lower == "and" and scope and words[n].lower not in ("neither", "without", "no"):
            break
        if words[m].content:
            scope.append(m)
    return tuple(scope)


def _find_added(pair: Alignment) -> str:
    """The sentence denies; its source says the same without denying."""
    for n, scope in _negations(pair.says):
        if pair.says.words[n].lower in ("instead", "rather"):
            continue  # what is set aside is often put in new words
        if (
            scope
            and stem(pair.says.words[scope[0]].lower) in stems(_CHANGES)
            and any(stem(word.lower) in stems(_STAYS) for word in pair.home_words)
        ):
            continue  # "is not affected" for "remains unchanged"
        loaded = [m for m in scope if not is_plain(pair.says.words[m].lower)] or list(scope)
        held = [m for m in loaded[:3] if m in pair.places and pair.is_home(pair.places[m])]
        if not held or len(held) < len(loaded[:2]) / 2:
            continue
        own = {stem(pair.says.words[m].lower) for m in (n, *scope)}
        if _is_denied_elsewhere(pair, n, scope, loaded) or any(
            _is_denied(pair, m, own) for m in {*scope[:2], *loaded[:3]} if m in pair.candidates
        ):
            continue
        return f"denies “{_quote(pair.says, n, scope[:3])}”, the source does not"
    return ""


def _is_denied(pair: Alignment, n: int, own: set[str]) -> bool:
    """Whether the source denies this word, by a word that the sentence's scope does not have."""
    words = pair.source.words
    denied = _reach(pair.source)
    for place in pair.candidates[n]:
        if not pair.is_home(place):
            continue
        if place in denied or _is_denied_after(pair.source, place):
            return True
        for m in range(max(0, place - BEFORE), min(len(words), place + AFTER + 1)):
            lower = words[m].lower
            if words[m].clause != words[place].clause or lower in NEGATORS:
                continue
            if denies(pair.source, m) and (stem(lower) not in own or lower in _AVOIDING):
                return True
    return False


def _is_denied_after(text: Text, place: int) -> bool:
    """ "Constraints are not provided": what stands before the negation is denied too."""
    words = text.words
    return any(
        words[m].lower in _AFTER_SUBJECT
        and _negates(text, m)
        and words[m].clause == words[place].clause
        for m in range(place + 1, min(len(words), place + BEFORE))
    )


def _is_denied_elsewhere(
    pair: Alignment, n: int, scope: tuple[int, ...], loaded: list[int]
) -> bool:
    """Whether a negation of the source, wherever it stands, reaches two of these words, or one
    of those that claim something by the same word.
    """
    for m, reached in _negations(pair.source):
        places = set(reached)
        if sum(not places.isdisjoint(pair.candidates.get(k, ())) for k in scope) >= 2:
            return True
        same = pair.source.words[m].lower == pair.says.words[n].lower != "not"
        if same and any(not places.isdisjoint(pair.candidates.get(k, ())) for k in loaded):
            return True
    return False


@lru_cache(maxsize=512)
def _reach(text: Text) -> frozenset[int]:
    """The words that a text denies."""
    return frozenset(m for n, scope in _negations(text) for m in scope)


def _find_dropped(pair: Alignment) -> str:
    """The source denies; the sentence says the same without denying."""
    back = {place: n for n, place in pair.places.items()}
    for n, scope in _negations(pair.source):
        if pair.source.words[n].sentence not in pair.homes:
            continue
        head = scope[:3]
        held = [m for m in head if m in back and not _is_said_too(pair.source, m, scope)]
        loaded = [m for m in held if not _is_listed(pair.source.words[m].lower)]
        if not head or not loaded or len(held) < (len(head) + 1) // 2:
            continue
        if head[0] not in back and len(loaded) < 2:
            continue
        if _is_spread(pair, [back[m] for m in held]):
            continue
        if not any(_says_denied(pair, back[m]) for m in held):
            return f"says what the source denies: “{_quote(pair.source, n, scope)}”"
    return ""


def _is_said_too(text: Text, n: int, scope: tuple[int, ...]) -> bool:
    """Whether its sentence has a word without denying it as well: "10 without and 8 with it"."""
    word = text.words[n]
    others = (m for m in text.places[word.root] if m not in scope)
    return any(
        text.words[m].sentence == word.sentence
        and any(text.words[k].lower == "with" for k in range(max(0, m - 2), m))
        for m in others
    )


def _is_listed(lower: str) -> bool:
    """Whether a word is plain, and no adverb that the source denies: "not adversarially"."""
    return stem(lower) in stems(vocabulary.PLAIN)


def _is_spread(pair: Alignment, places: list[int]) -> bool:
    """Whether words that stand together in the source stand apart in the sentence."""
    return bool(places) and max(places) - min(places) > 3 * AROUND // 2


def _says_denied(pair: Alignment, n: int) -> bool:
    words = pair.says.words
    return any(
        denies(pair.says, m) for m in range(max(0, n - AROUND), min(len(words), n + AROUND + 1))
    )


def _quote(text: Text, n: int, scope: tuple[int, ...]) -> str:
    words = text.words
    end = words[scope[-1]].end if scope else words[n].end
    return text.text[words[n].start : end]
