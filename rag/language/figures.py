"""Numbers with their units: each must stand in the source, or follow from what stands there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from rag.language.units import NUMERALS, SCALES, SMALL, TENS, UNITS

MAX_DIGITS = 40  # of one number; a longer one is nobody's measurement
_UNIT = "|".join(re.escape(name) for name in sorted(UNITS, key=len, reverse=True))
_NUMERAL = rf"(?:(?:{'|'.join(TENS)})(?:-(?:{'|'.join(SMALL[1:10])}))?|{'|'.join(SMALL[2:])}|zero)"
_FIGURE = re.compile(
    # Not from the middle of a name or number: GPT-4, H100, s1-32B, v1.5.
    r"(?<![\w.,@])(?<![A-Za-z)\]][-_.])(?<!\d[-/])"
    rf"(?P<money>US\$|[$€£])?\s?(?:(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)|\b(?P<numeral>{_NUMERAL})\b)"
    r"(?P<power>e-?\d{1,2}(?!\w))?"
    r"(?:(?P<letter>[KkMBTG])(?![A-Za-z])|[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|mn|bn)\b)?"
    rf"(?:\$?\s?-?\s?(?P<unit>{_UNIT})(?![A-Za-z0-9]))?(?![A-Za-z])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<![A-Za-z]\d)(?<=\d)(\\?%)?\s?(?:-{1,2}|–|—|~)\s?(?=\$?\d)")
_ORDINALS = {
    word: n
    for n, word in enumerate(
        [
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ],
        3,
    )
}
# Not the third of "a third", which is a part.
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b(?! of\b)", re.IGNORECASE)
_WORDED = re.compile(
    r"\b(?P<double>twice|twofold|doubl(?:e|es|ed|ing))\b"
    r"|\b(?P<triple>thrice|threefold|tripl(?:e|es|ed|ing))\b"
    r"|\b(?P<four>fourfold|quadrupl(?:e|es|ed|ing))\b"
    r"|\b(?P<half>half|halves|halved|halving)\b"
    r"|\b(?P<third>(?:a|one)[ -]third)\b|\b(?P<quarter>(?:a|one)[ -]quarter)\b"
    r"|\b(?P<tenth>(?:a|one)[ -]tenth)\b",
    re.IGNORECASE,
)
_WORDED_VALUES = {
    "double": ("2", "×"), "triple": ("3", "×"), "four": ("4", "×"), "half": ("50", "part"),
    "third": ("33.3", "part"), "quarter": ("25", "part"), "tenth": ("10", "part"),
}  # fmt: skip
_ABOUT = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx\.?|nearly|almost|some|circa|close to|near"
    r"|an estimated|slightly (?:over|under))|[~≈∼])\s*(?:an?\s|the\s)?[$€£]?$",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\b(?:up to|at most|no more than|not more than|as (?:much|many|high|few|little) as"
    r"|a maximum of|within|not exceed(?:ing)?)\s*(?:an?\s|the\s)?[$€£]?$|≤\s?[$€£]?$",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"\b(?:less than|fewer than|under|below|lower than)\s*(?:an?\s|the\s)?[$€£]?$|<\s?[$€£]?$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"\b(?:at least|no less than|no fewer than|a minimum of)\s*(?:an?\s|the\s)?[$€£]?$"
    r"|≥\s?[$€£]?$",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:more than|over|above|exceed(?:s|ed|ing)?|greater than|upwards of|higher than|beyond)"
    r"\s*(?:an?\s|the\s)?[$€£]?$|>\s?[$€£]?$",
    re.IGNORECASE,
)
_BOUNDS = (
    ("most", _AT_MOST),
    ("under", _UNDER),
    ("least", _AT_LEAST),
    ("over", _OVER),
    ("about", _ABOUT),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as a text gives it.

    Args:
        value: in the smallest unit of what it measures.
        unit: what it measures: "%", "×", "time", "bytes"…; empty for a count or a bare number.
        start: where it stands in the text, from
        end: and to.
        bound: "most" after "up to", "under", "least" after "at least", "over", "about", or empty.
        plain: the number without its unit.
        worded: whether it is written as a word, as "five" is.
        scale: the power of ten that its scale means: 9 for "8B".

    """

    value: Decimal
    unit: str
    start: int
    end: int
    bound: str
    plain: Decimal
    worded: bool = False
    scale: int = 0


@lru_cache(maxsize=512)
def find_figures(text: str) -> tuple[Figure, ...]:
    """All figures of a text in order; those in a range or a row take the unit that ends it."""
    # A dash between two numbers is none that belongs to them; the length must stay as it is.
    spaced = _RANGE.sub(
        lambda found: (found[1] or "") + " " * (len(found[0]) - len(found[1] or "")), text
    )
    found = [_read(match, spaced) for match in _FIGURE.finditer(spaced)]
    figures = [figure for figure in found if figure]
    figures += [_read_ordinal(match) for match in _ORDINAL.finditer(spaced)]
    figures += [_read_word(match, spaced) for match in _WORDED.finditer(spaced)]
    figures.sort(key=lambda figure: figure.start)
    return tuple(_share_units(figures, spaced))


def _read(found: re.Match[str], text: str) -> Figure | None:
    digits = found["number"] or ""
    if len(digits) > MAX_DIGITS:
        return None
    plain = Decimal(digits.replace(",", "")) if digits else Decimal(_count(found["numeral"]))
    if found["power"]:
        plain = plain.scaleb(int(found["power"][1:]))
    scale = found["letter"] or found["scale"]
    unit, factor = UNITS.get((found["unit"] or "").lower(), ("", "1"))
    if found["money"] and not unit:
        unit = found["money"][-1]
    power = SCALES.get(scale.lower(), 9) if scale else 0
    plain = plain.scaleb(power)
    start = (
        found.start("money") if found["money"] else found.start("number" if digits else "numeral")
    )
    return Figure(
        plain * Decimal(factor),
        unit,
        start,
        found.end(),
        _bound(text, start),
        plain,
        not digits,
        power,
    )


def _read_ordinal(found: re.Match[str]) -> Figure:
    value = Decimal(_ORDINALS[found[0].lower()])
    return Figure(value, "", found.start(), found.end(), "", value, True)


def _read_word(found: re.Match[str], text: str) -> Figure:
    value, unit = _WORDED_VALUES[str(found.lastgroup)]
    return Figure(
        Decimal(value), unit, found.start(), found.end(), _bound(text, found.start()),
        Decimal(value), True,
    )  # fmt: skip


def _count(numeral: str) -> int:
    return sum(NUMERALS[part] for part in numeral.lower().split("-"))


def _bound(text: str, start: int) -> str:
    before = text[max(0, start - 30) : start]
    return next((name for name, pattern in _BOUNDS if pattern.search(before)), "")


_LINK = re.compile(
    r"\s*(?P<comma>,)?\s*(?:to|and|or|versus|vs\.?|against)?\s*(?:about |roughly )?[$]?",
    re.IGNORECASE,
)


def _share_units(figures: list[Figure], text: str) -> Iterator[Figure]:
    """ "from 15.6 to 71.0 percent": the first has the unit of the second."""
    following: Figure | None = None
    shared = []
    for n in range(len(figures) - 1, -1, -1):
        figure = figures[n]
        if (
            following
            and not figure.scale
            and following.scale
            and figure.unit == following.unit == ""
        ):
            gap = text[figure.end : following.start]
            if len(gap) <= 20 and _LINK.fullmatch(gap) and figure.plain < 1000:
                # "8, 70 and 405 billion"
                scaled = figure.plain.scaleb(following.scale)
                figure = replace(figure, plain=scaled, value=scaled, scale=following.scale)
        if following and not figure.unit and following.unit not in ("", "part", "×"):
            gap = text[figure.end : following.start]
            link = _LINK.fullmatch(gap) if len(gap) <= 20 else None
            # A comma alone may part two statements; in a row of three an "and" comes last.
            if link and (gap.strip() != "," or n + 2 < len(figures)) and following.plain:
                factor = following.value / following.plain
                figure = replace(figure, unit=following.unit, value=figure.plain * factor)
        shared.append(figure)
        following = figure
    yield from reversed(shared)
