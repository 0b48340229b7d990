"""What denies, and which words stand at opposite poles: "not", "fails", "inaccurate", "faster"."""

import re
from functools import lru_cache

from rag.language import vocabulary
from rag.language.reading import Text, list_words, stem, stems

Pole = tuple[int, int]  # the number of an axis of the vocabulary's OPPOSITES, and 0 or 1
NEGATORS = list_words("""
not no never neither nor none cannot without hardly barely scarcely n't nobody nothing unable
""")
# Words that deny what follows them, in other ways.
DENIALS = NEGATORS | list_words("""
fail fails failed failing lack lacks lacked lacking avoid avoids avoiding avoided eliminate
eliminates eliminating eliminated prevent prevents preventing prevented unlike rather instead free
unnecessary absent absence missing bypass bypasses bypassing bypassed circumvents obviates obviate
removing removes remove removed drops dropped dropping drop discard discards discarded refuse
refuses ignore ignores ignored ignoring neglects neglect neglected exclude excludes excluding
excluded seldom rarely rare impossible struggle struggles struggling struggled difficult inability
incapable insufficient skip skips forgoes dispenses independent independently irrespective
regardless resist oversight unclear unknown overlook overlooks overlooked unaffected unchanged
lose loses replaces replace replaced replacing rid prohibitive impractical infeasible contrary
stops stop ablating ablated ablate ablation unlikely disregard disregards spared spares poorly
poor keeps limits frozen
""")
_CONTRACTED = re.compile(r"n['’]t\b", re.IGNORECASE)


def is_contracted(text: Text, n: int) -> bool:
    """Whether this word is the "t" of "doesn't"."""
    return n > 0 and bool(
        _CONTRACTED.search(text.text[text.words[n - 1].start : text.words[n].end])
    )


def denies(text: Text, n: int) -> bool:
    """Whether a word denies something, before or behind it."""
    lower = text.words[n].lower
    if lower in DENIALS or (lower == "t" and is_contracted(text, n)):
        return True
    return has_positive(lower) or (lower.endswith("less") and len(lower) > 6)


@lru_cache(maxsize=1 << 14)
def has_positive(lower: str) -> bool:
    """Whether a prefix denies: "unreliable", "inaccurate", "nonlinear", and not "under"."""
    common = {"under", "until", "unless", "unit", "uni", "unified", "unify", "unique", "union",
              "universal", "understand", "underlying", "unlock", "unlike"}  # fmt: skip
    if (
        lower in common
        or lower.startswith(("under", "uni"))
        or not lower.startswith(("un", "non", "in", "im", "dis"))
    ):
        return False
    if lower.startswith(("un", "non")):
        return len(lower) > 6
    return bool(
        re.match(
            r"(?:in(?:accura|sufficien|capab|effici|effectiv|abil|consisten|compat|adequa|stabil"
            r"|feasib|tractab|complete|correct|dependen|sensitiv|vulner)|im(?:possib|practic|mune)"
            r"|dis(?:ab|advant|agree|regard|card|continu))",
            lower,
        )
    )


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
    found = _poles().get(stem(lower), frozenset())
    return found or _poles().get(stem(lower.removesuffix("ly")), frozenset())
