"""What a number counts: "7B parameters" are no "7B tokens", "8 games" no "8 players"."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from rag.language.alignment import Alignment
from rag.language.figures import Figure, find_figures
from rag.language.reading import Text, Word, root, stem, stems

NEAR = 8  # words on either side of a figure in the source that may say what it counts
COUNTED = 4  # words of content after a figure that say what it counts, at most

# What may be said for whatever is counted.
_ANYTHING = "example item instance sample case thing entry record datum one other different new"
# What the size of a model is given of: "a 7B model", "7B parameters".
_SIZED = frozenset(map(root, ("model", "parameter", "param", "size", "scale", "version", "variant",
                              "weight", "checkpoint", "llm", "vlm", "backbone")))  # fmt: skip
_PERSONS = ("ers", "ors", "ists", "ants")
_LAST_WORD = re.compile(r"([^\W_]+)[\s-]$")
_LINK = re.compile(r"\s?,?\s?(?:to|and|or|versus|vs\.?)?\s?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands behind a figure.

    Args:
        words: the words of content, up to the head.
        head: the noun in the plural that is counted; None where none follows, as in "a 7B model".

    """

    words: tuple[Word, ...]
    head: Word | None

    @property
    def roots(self) -> frozenset[str]:
        return frozenset(word.root for word in self.words)

    def __str__(self) -> str:
        return " ".join(word.lower for word in self.words)


@lru_cache(maxsize=4096)
def read_counted(text: Text, figure: Figure) -> Counted:
    """What a figure counts; of "7B and 32B models" both count the same."""
    end = figure.end
    figures = find_figures(text.text)
    for following in figures[bisect_left(figures, end, key=lambda other: other.start) :]:
        gap = text.text[end : following.start]
        if not gap.strip() or not _LINK.fullmatch(gap):
            break
        end = following.end
        if following.unit:
            return Counted((), None)
    found: list[Word] = []
    for word in text.words[bisect_left(text.words, end, key=lambda word: word.start) :]:
        gap = text.text[end : word.start]
        if len(found) == COUNTED or not word.content or not _is_gap(gap, bool(found)):
            break
        found.append(word)
        end = word.end
        if _is_plural(word.lower):
            return Counted(tuple(found), word)
    return Counted(tuple(found[:3]), None)


def _is_gap(gap: str, inside: bool) -> bool:
    """Whether two words belong together; LaTeX puts a backslash and a comma before a unit."""
    return not gap.strip(" -\u00a0") or (not inside and gap.strip() == "\\,")


def _is_plural(lower: str) -> bool:
    return lower == "people" or (
        lower.endswith("s") and len(lower) > 3 and not lower.endswith(("ss", "us", "is"))
    )


def is_count(text: Text, figure: Figure) -> bool:
    """Whether a number without a unit counts things in the plural: no percentage is meant."""
    return not figure.unit and read_counted(text, figure).head is not None


def find_miscounted(figure: Figure, same: list[Figure], pair: Alignment) -> str:
    """ "10 million games" where the source counts frames, in words, or nothing.

    `same` are the figures of the source with this value, one or more.
    """
    mine = read_counted(pair.says, figure)
    if figure.unit or not mine.words or _is_year(figure, mine) or _is_name(figure, same, pair):
        return ""
    rival = _find_rival(figure, mine, same, pair)
    if rival:
        return rival
    if figure.worded and (not mine.head or figure.plain <= 2):
        return ""
    if any(_agrees(mine, other, pair) for other in same):
        return ""
    value = pair.says.text[figure.start : figure.end]
    return f"says {value} {mine}, the source says {value} {read_counted(pair.source, same[0])}"


def _is_year(figure: Figure, mine: Counted) -> bool:
    """ "The 1997 version", and "2007 images" is none."""
    return 1800 <= figure.plain <= 2100 and not (mine.head and len(mine.words) == 1)


def _is_name(figure: Figure, same: list[Figure], pair: Alignment) -> bool:
    """Whether a number belongs to a name that the source has too, as in "Gemma 2"."""
    mine = _before(pair.says.text, figure)
    return mine[:1].isupper() and any(mine == _before(pair.source.text, other) for other in same)


def _before(text: str, figure: Figure) -> str:
    """The word right before a figure; empty where a mark parts them."""
    found = _LAST_WORD.search(text[max(0, figure.start - 40) : figure.start])
    return found[1] if found else ""


def _find_rival(figure: Figure, mine: Counted, same: list[Figure], pair: Alignment) -> str:
    """Another number that the source gives of the very things that are counted here."""
    theirs = [read_counted(pair.source, other) for other in same]
    if not mine.head or not all(counted.head for counted in theirs):
        return ""
    shared = max(len(mine.roots & counted.roots) for counted in theirs)
    for other in find_figures(pair.source.text):
        counted = read_counted(pair.source, other)
        if other.unit or other.plain == figure.plain or not counted.head:
            continue
        if counted.head.root == mine.head.root and len(mine.roots & counted.roots) > shared:
            return (
                f"says {pair.says.text[figure.start : figure.end]} {mine}, "
                f"the source says {pair.source.text[other.start : other.end]}"
            )
    return ""


def find_other_count(figure: Figure, pair: Alignment) -> bool:
    """Whether the source gives another number of the same, as "three-stage" for "two-stage"."""
    mine = read_counted(pair.says, figure)
    if not mine.words:
        return False
    first = (mine.head or mine.words[0]).root
    others = (
        read_counted(pair.source, other)
        for other in find_figures(pair.source.text)
        if not other.unit and other.plain != figure.plain
    )
    return any(theirs.words and (theirs.head or theirs.words[0]).root == first for theirs in others)


def is_size(text: Text, figure: Figure) -> bool:
    """Whether a number tells one model from another, as in "the 7B model"."""
    return figure.scale > 0 and bool(read_counted(text, figure).roots & _SIZED)


def _agrees(mine: Counted, other: Figure, pair: Alignment) -> bool:
    """Whether what is counted here may be what this figure of the source counts."""
    theirs = read_counted(pair.source, other)
    if other.unit or (mine.roots & theirs.roots and not (mine.head and theirs.head)):
        return True
    if mine.head and theirs.head and _is_same_thing(mine, theirs):
        return True
    if other.scale and mine.roots & _SIZED and (theirs.roots & _SIZED or not theirs.words):
        return True
    heads = (mine.head,) if mine.head else mine.words
    if all(stem(word.lower) in stems(_ANYTHING) for word in heads):
        return True
    near, counted = find_near(pair.source, other), _counted_roots(pair.source)
    return any(
        (word.root in near or not theirs.words)
        and word.root in pair.source.places
        and word.root not in counted
        for word in heads
    )


def _is_same_thing(mine: Counted, theirs: Counted) -> bool:
    one, other = mine.head, theirs.head
    if one is None or other is None:
        return False
    return (
        one.root in theirs.roots
        or other.root in mine.roots
        or _is_short_for(other.lower, one.lower)
        or _is_short_for(one.lower, other.lower)
        or stem(other.lower) in stems(_ANYTHING)
        or (one.root == root("people") and other.lower.endswith(_PERSONS))
    )


def _is_short_for(short: str, noun: str) -> bool:
    """Whether "VLMs" may be "models": an acronym's last letter begins its noun."""
    letters = short.removesuffix("s")
    return 2 <= len(letters) <= 5 and letters[-1] == noun[0] and not set(letters) & set("aeiou")


@lru_cache(maxsize=512)
def _counted_roots(text: Text) -> frozenset[str]:
    """What a text gives numbers of."""
    counted = (read_counted(text, figure) for figure in find_figures(text.text))
    return frozenset(found.head.root for found in counted if found.head)


@lru_cache(maxsize=4096)
def find_near(text: Text, figure: Figure) -> frozenset[str]:
    """The roots of the words around a figure in its sentence."""
    place = bisect_right(text.words, figure.start, key=lambda word: word.end)
    if place == len(text.words):
        return frozenset()
    middle = text.words[place]
    around = text.words[max(0, place - NEAR) : place + NEAR]
    return frozenset(word.root for word in around if word.sentence == middle.sentence)
