"""Whether the figures of a sentence are its source's: value, unit, bound, and what they count."""

import re
from decimal import Decimal
from functools import lru_cache

from rag.checking.alignment import Alignment
from rag.checking.figures import Figure, find_figures
from rag.checking.rates import find_wrong_span
from rag.checking.reading import Text, root, stem, stems

ABOUT = Decimal("0.06")  # how far "about 5.6 million" may be from what it rounds
BEYOND = Decimal("0.25")  # how far "over 30" may lie below what it rounds down
NEAR = 8  # words on either side of a figure in the source that may say what it counts
COUNTED = 3  # words after a figure that say what it counts
_LISTING = re.compile(r"(?:[^,;.:()]{2,60},\s){1,11}(?:and|or)\s[^,;.]{2,60}")


# What may be said for whatever is counted.
_ANYTHING = "example item instance sample case thing entry record datum one other different new"
# Which side of a number its bound is open to.
_SIDES = {"most": -1, "under": -1, "least": 1, "over": 1}


def find_wrong_figure(pair: Alignment) -> str:
    """What is wrong with the first figure that the source does not give, or nothing."""
    says, source = pair.says.text, pair.source.text
    known = find_figures(source)
    for figure in find_figures(says):
        complaint = _check(figure, known, pair)
        if complaint:
            return complaint
    return find_wrong_span(says, source)


def _check(figure: Figure, known: tuple[Figure, ...], pair: Alignment) -> str:
    if figure.unit == "part":
        return _check_part(figure, known, pair)
    same = [other for other in known if _is_same(figure, other)]
    if not same and _is_free(figure, known, pair):
        return ""
    if not same:
        return _explain(figure, known, pair)
    return _check_bound(figure, same, pair) or _check_counted(figure, same, pair)


def _is_same(figure: Figure, other: Figure) -> bool:
    if figure.unit == other.unit:
        return _fits(figure, figure.value, other.value)
    # A bare number is any unit's, since tables of results leave it out; never a multiple or money.
    bare = ("", "%", "points")
    units_fit = figure.unit in bare and other.unit in bare and "" in (figure.unit, other.unit)
    units_fit = units_fit or figure.unit == "" or (other.unit == "" and figure.unit in ("×", "$"))
    if units_fit and _fits(figure, figure.plain, other.plain):
        return True
    if {figure.unit, other.unit} == {"", "%"}:  # 0.456 for 45.6 %
        less, more = sorted((figure.plain, other.plain))
        return less < 1 and less * 100 == more
    return False


def _fits(figure: Figure, mine: Decimal, theirs: Decimal) -> bool:
    """Equal, or rounded as the words before it say."""
    if mine == theirs:
        return True
    if not _is_rounder(mine, theirs):
        return False
    if figure.bound == "about":
        return abs(mine - theirs) <= abs(theirs) * ABOUT
    if figure.bound in ("least", "over"):
        return mine <= theirs <= mine * (1 + BEYOND)
    return figure.bound == "under" and theirs <= mine <= theirs * (1 + BEYOND)


def _is_rounder(mine: Decimal, theirs: Decimal) -> bool:
    """Whether one number has fewer digits that count than the other, as what is rounded has."""
    digits = [len(value.normalize().as_tuple().digits) for value in (mine, theirs)]
    return digits[0] < digits[1] or (digits[0] == 1 and mine != theirs and theirs > 20)


def _is_free(figure: Figure, known: tuple[Figure, ...], pair: Alignment) -> bool:
    """Whether the figure follows from the source without standing in it."""
    if figure.worded and figure.plain <= 2 and not figure.unit:
        return True  # "the two methods"
    text = pair.source.text
    if figure.worded and not figure.unit and _is_listed(int(figure.plain), text):
        return True
    if figure.unit == "time" and figure.plain == 30 and re.search(r"half an hour", text):
        return True
    if figure.unit in ("%", "×"):
        return any(_same_part(figure, other, pair) for other in known)
    return _is_difference(figure, known, pair)


def _is_listed(number: int, text: str) -> bool:
    """Whether a text names so many things in a row: "three domains" for "A, B and C"."""
    rows = (found[0].count(",") + 1 for found in _LISTING.finditer(text))
    return any(number - 1 <= row <= number for row in rows)


def _same_part(figure: Figure, other: Figure, pair: Alignment) -> bool:
    """25 % for "a quarter", of the same."""
    if figure.unit != "%" or other.unit != "part" or abs(figure.plain - other.plain) > 1:
        return False
    return len(_near(pair.says, figure) & _near(pair.source, other)) >= 4


def _is_difference(figure: Figure, known: tuple[Figure, ...], pair: Alignment) -> bool:
    """ "by 4.7 points, from 81.1% to 85.8%": both are named beside their difference."""
    values = {other.plain for other in find_figures(pair.says.text) if other is not figure}
    given = sorted(values & {other.plain for other in known})
    return any(abs(a - b) == figure.plain for a in given for b in given if a < b)


def _check_part(figure: Figure, known: tuple[Figure, ...], pair: Alignment) -> str:
    """ "half", "a quarter": said of the source, or the same as a percentage there."""
    says, source = pair.says.text, pair.source.text
    word = says[figure.start : figure.end]
    lasting = re.search(r"half an hour", says, re.IGNORECASE)
    if any(other.unit in ("part", "%") and abs(other.plain - figure.plain) <= 2 for other in known):
        return ""
    if lasting and any(other.unit == "time" and other.value == 1800 for other in known):
        return ""
    if re.search(r"0\.5\b|\bmiddle\b|2\s?(?:x|×|times)|\btwice\b", source) and figure.plain == 50:
        return ""
    return f"says “{word}”, which the source does not"


def _check_bound(figure: Figure, same: list[Figure], pair: Alignment) -> str:
    """ "at least 3 times" where the source says "up to 3 times"."""
    mine = _SIDES.get(figure.bound, 0)
    theirs = {_SIDES.get(other.bound, 0) for other in same}
    if mine and -mine in theirs and mine not in theirs:
        value = pair.says.text[figure.start : figure.end]
        edges = ("at least", "at most") if mine > 0 else ("at most", "at least")
        return f"says {edges[0]} {value}, the source says {edges[1]} that"
    return ""


def _check_counted(figure: Figure, same: list[Figure], pair: Alignment) -> str:
    """ "10 million games" where the source counts frames."""
    if figure.unit:
        return ""
    mine = _counted(pair.says, figure.end)
    if not mine or figure.worded or 1800 <= figure.plain <= 2100:
        return ""  # "1997 version": a year counts nothing
    for other in same:
        near = _near(pair.source, other)
        theirs = _counted(pair.source, other.end)
        if other.unit or not theirs or {root(word) for word in mine} & near:
            return ""
        if all(root(word) in pair.source.places for word in mine) and not any(
            root(word) in _counted_roots(pair.source) for word in mine
        ):
            return ""
        if all(stem(word) in stems(_ANYTHING) for word in mine):
            return ""
        if pair.likeness and any(
            pair.likeness(*_find_span(pair.says, figure.end, word)) > 0.55
            for word in mine
            if root(word) not in pair.source.places
        ):
            return ""
    value = pair.says.text[figure.start : figure.end]
    theirs = _counted(pair.source, same[0].end)
    return f"says {value} {' '.join(mine)}, the source says {value} {' '.join(theirs)}"


def _counted(text: Text, end: int) -> list[str]:
    """The words of content that follow a figure at once, at most COUNTED."""
    found: list[str] = []
    last = end
    for word in text.words:
        if word.start < end:
            continue
        gap = text.text[last : word.start]
        if len(found) == COUNTED or not word.content or gap.strip(" -\u00a0"):
            break
        found.append(word.lower)
        last = word.end
    return found


@lru_cache(maxsize=512)
def _counted_roots(text: Text) -> frozenset[str]:
    """What a text gives numbers of."""
    return frozenset(
        root(word) for figure in find_figures(text.text) for word in _counted(text, figure.end)
    )


def _find_span(text: Text, end: int, lower: str) -> tuple[int, int]:
    return next((w.start, w.end) for w in text.words if w.start >= end and w.lower == lower)


def _near(text: Text, figure: Figure) -> set[str]:
    places = [n for n, word in enumerate(text.words) if word.end > figure.start]
    if not places:
        return set()
    middle = text.words[places[0]]
    around = text.words[max(0, places[0] - NEAR) : places[0] + NEAR]
    return {word.root for word in around if word.sentence == middle.sentence}


def _explain(figure: Figure, known: tuple[Figure, ...], pair: Alignment) -> str:
    """What the source says instead: the same number otherwise counted, or the nearest one."""
    says, source = pair.says.text, pair.source.text
    mine = says[figure.start : figure.end].strip()
    near = _near(pair.says, figure)
    rivals = [
        (
            _digits(other) == _digits(figure),
            other.unit == figure.unit,
            len(near & _near(pair.source, other)),
            other,
        )
        for other in known
        if other.unit == figure.unit or _digits(other) == _digits(figure)
    ]
    if not rivals:
        return f"says {mine}, which the source does not"
    best = max(rivals, key=lambda rival: rival[:3])[3]
    theirs = source[best.start : best.end].strip()
    return f"says {mine}, the source says {theirs}"


def _digits(figure: Figure) -> tuple[int, ...]:
    """The digits that count: those of "2 trillion" and "2 billion" are the same."""
    return figure.plain.normalize().as_tuple().digits
