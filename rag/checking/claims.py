"""Strength: all, always, proves and best must be the source's own words, or as strong."""

from rag.checking import vocabulary
from rag.checking.alignment import Alignment
from rag.checking.reading import stem

_UNIVERSAL = frozenset(vocabulary.UNIVERSAL.split())
_PROOF = frozenset(vocabulary.PROOF.split())
_SUPERLATIVE = frozenset(vocabulary.SUPERLATIVE.split())
_MAJORITY = frozenset(vocabulary.MAJORITY.split())
_MOST = _MAJORITY | _UNIVERSAL | {"more", "over", "typical", "typically", "usually", "mainly",
    "generally", "dominant", "predominant", "primarily", "largely", "often", "maximum", "best"}  # fmt: skip
# What is as strong as "all" or "never" in a source.
_WHOLE = _UNIVERSAL | frozenset(
    """
    both each consistently consistent whole full entire single no not without cannot regardless
    independent irrespective unable fails failed lack lacks throughout across exhaustive complete
    only neither nor purely solely merely hardly fixed n't unlimited nothing nobody exact
    """.split()
)
_ALL_OF = frozenset(("all", "every", "everything", "everyone", "always", "entirely", "any"))
_STRONG_ALL = frozenset(
    """
    all always every each both any whole entire entirely full fully complete completely throughout
    consistently regardless across perfect perfectly universal universally everything everyone
    invariably no never none
    """.split()
)


def find_overclaim(pair: Alignment) -> str:
    """The first word that claims more than the source does, or nothing."""
    home = {word.lower for word in pair.home_words}
    for n, word in enumerate(pair.says.words):
        lower = word.lower
        complaint = ""
        if lower in _PROOF and not home & _PROOF:
            complaint = f"says “{lower}”, the source does not go so far"
        elif lower in _ALL_OF and not _is_idle(pair, n):
            complaint = _check_all(pair, lower, home)
        elif lower in _UNIVERSAL and lower not in _ALL_OF and not home & _WHOLE:
            complaint = f"says “{lower}”, the source does not go so far"
        elif lower in _MAJORITY and not _is_superlative(pair, n) and not home & _MOST:
            complaint = f"says “{lower}”, the source does not"
        elif lower in _SUPERLATIVE and lower != "only" and not _is_idle(pair, n):
            complaint = _check_superlative(lower, home)
        if complaint:
            return complaint
    return ""


def _check_all(pair: Alignment, lower: str, home: set[str]) -> str:
    if home & _STRONG_ALL:
        return ""
    part = sorted(home & frozenset(vocabulary.PARTIAL.split()))
    where = f", the source says “{part[0]}”" if part else ", the source does not"
    return f"says “{lower}”{where}"


def _is_idle(pair: Alignment, n: int) -> bool:
    """ "at all", "above all", "first of all", "at first", "the first stage" claim nothing."""
    words = pair.says.words
    before = words[n - 1].lower if n else ""
    after = words[n + 1].lower if n + 1 < len(words) else ""
    if words[n].lower in ("first", "last"):
        return not (before == "the" and after in _FIRST_OF)
    if words[n].lower in ("leading", "unique", "optimal"):
        return False
    if before in ("at", "above", "of", "after") and words[n].lower == "all":
        return not after or before in ("at", "above", "after")
    return words[n].lower == "any" and before == "without" or after in ("other", "others")


_FIRST_OF = frozenset(
    """
    to ever work paper method model approach framework system benchmark dataset study algorithm
    open large comprehensive and
    """.split()
)


def _is_superlative(pair: Alignment, n: int) -> bool:
    """ "the most capable" is no majority."""
    words = pair.says.words
    before = words[n - 1].lower if n else ""
    after = words[n + 1].lower if n + 1 < len(words) else ""
    return words[n].lower == "most" and (before in ("the", "at", "its", "their", "matter") and after != "of")


def _check_superlative(lower: str, home: set[str]) -> str:
    strong = _SUPERLATIVE | {"state", "sota", "top", "most", "highest", "lowest", "record", "leading",
        "superior", "optimal", "maximum", "outperforms", "outperforming", "outperform", "surpasses"}  # fmt: skip
    if home & strong or stem(lower) in {stem(word) for word in home}:
        return ""
    return f"says “{lower}”, the source does not"
