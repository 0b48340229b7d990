"""Flip: a "not" or a prefix that denies is put between the source's own words, or taken out.

Source: Older codecs remain incompatible with streaming.
Passes: Older codecs are not compatible with streaming.
Fails: Older codecs are compatible with streaming.
"""

from collections.abc import Iterable, Iterator

from rag.language.alignment import Alignment, is_plain
from rag.language.negation import denies, is_contracted
from rag.language.reading import Text, list_words, root

BEFORE = 5  # words before a pair in which something may deny it
AFTER = 3  # words after a pair in which something may
WIDE = 3  # words that may stand between the two of a pair
_NOTS = frozenset(("not", "cannot", "never", "no", "without"))
# What limits a statement without denying it: "hard to learn" for "does not learn".
_LIMITS = list_words("only hard limited limits until unless if whether less than few little")
# "un-" and "non-" turn any adjective round; "in-", "im-", "ir-" and "dis-" only these.
_TURNING = ("un", "non")
_TURNING_BEFORE = {
    "in": ("able", "ible", "ent", "ant", "ate", "ive", "ect", "plete", "ly"),
    "im": ("able", "ible", "ect", "ure", "ly"),
    "ir": ("able", "ible", "ular", "vant", "ly"),
    "dis": ("similar", "honest", "continuous"),
}


def find_flip(pair: Alignment) -> str:
    """What is denied on one side only though its very words stand on both, or nothing."""
    return _find_inserted(pair) or _find_taken(pair) or _find_antonym(pair)


def _find_inserted(pair: Alignment) -> str:
    for n, first, second in _pairs(pair.says):
        places = list(_find_pairs(pair.source, *_roots(pair.says, first, second)))
        if places and not any(_is_denied(pair.source, *place) for place in places):
            words = pair.says.words
            quote = pair.says.text[words[min(n, first)].start : words[second].end]
            return f"denies “{quote}”, the source does not"
    return ""


def _find_taken(pair: Alignment) -> str:
    for n, first, second in _pairs(pair.source):
        if pair.source.words[n].sentence not in pair.homes:
            continue
        roots = _roots(pair.source, first, second)
        places = list(_find_pairs(pair.says, *roots))
        if not places or any(_is_denied(pair.says, *place) for place in places):
            continue
        theirs = _find_pairs(pair.source, *roots)
        if all(_is_denied(pair.source, *place) for place in theirs):
            words = pair.source.words
            quote = pair.source.text[words[min(n, first)].start : words[second].end]
            return f"says what the source denies: “{quote}”"
    return ""


def _roots(text: Text, first: int, second: int) -> tuple[str, str]:
    return text.words[first].root, text.words[second].root


def _pairs(text: Text) -> Iterator[tuple[int, int, int]]:
    """Each "not", and the two words of content that follow it, or that stand around it."""
    words = text.words
    for n, word in enumerate(words):
        if not (word.lower in _NOTS or (word.lower == "t" and is_contracted(text, n))):
            continue
        if n + 1 < len(words) and words[n + 1].lower in ("only", "just", "merely", "necessarily"):
            continue
        after = [m for m in range(n + 1, min(len(words), n + 6)) if _is_told(text, m, n)]
        before = [m for m in range(max(0, n - 4), n) if _is_told(text, m, n)]
        if len(after) > 1 and not all(is_plain(words[m].lower) for m in after[:2]):
            yield n, after[0], after[1]
        elif word.lower in ("not", "cannot", "never", "t") and len(after) == 1 and before:
            yield n, before[-1], after[0]


def _is_told(text: Text, m: int, n: int) -> bool:
    word, negation = text.words[m], text.words[n]
    return word.content and word.clause == negation.clause and word.sentence == negation.sentence


def _find_pairs(text: Text, first: str, second: str) -> Iterator[tuple[int, int]]:
    """Where two roots stand in this order, close together."""
    for place in text.places.get(first, ()):
        for m in range(place + 1, min(len(text.words), place + WIDE + 2)):
            if text.words[m].root == second and text.words[m].clause == text.words[place].clause:
                yield place, m


def _is_denied(text: Text, first: int, second: int) -> bool:
    words = text.words
    return any(
        denies(text, m) or words[m].lower in _LIMITS
        for m in range(max(0, first - BEFORE), min(len(words), second + AFTER + 1))
        if words[m].sentence == words[first].sentence
    )


def _find_antonym(pair: Alignment) -> str:
    """ "Compatible" where the source has "incompatible" and nowhere "compatible", or nothing."""
    mine, theirs = pair.says.lowers, {word.lower for word in pair.home_words}
    for plain, turned in _antonyms(mine, theirs):
        lone, other = (plain, turned) if turned in theirs else (turned, plain)
        if lone in pair.source.lowers or other in mine or _is_plain_denied(pair, plain):
            continue
        return f"says “{lone}”, the source says “{other}”"
    return ""


def _antonyms(mine: Iterable[str], theirs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs as "compatible" and "incompatible" of which each side has one word."""
    for one, other in ((mine, theirs), (theirs, mine)):
        for plain in one:
            for turned in _turn(plain):
                if turned in other:
                    yield plain, turned


def _is_plain_denied(pair: Alignment, plain: str) -> bool:
    """Whether "not compatible" is said for "incompatible", on either side."""
    return any(
        text.words[place].lower == plain and _is_denied(text, place, place)
        for text in (pair.says, pair.source)
        for place in text.places.get(root(plain), ())
    )


def _turn(lower: str) -> list[str]:
    """What would say the opposite of a word by a prefix."""
    if len(lower) < 5:
        return []
    found = [prefix + lower for prefix in _TURNING]
    found += [p + lower for p, ends in _TURNING_BEFORE.items() if lower.endswith(ends)]
    return found
