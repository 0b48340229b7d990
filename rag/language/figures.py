"""Numbers with their units, as texts and questions write them: "54.6 %", "8B", "twelve", "half"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from rag.language.numerals import NUMERALS, SCALE_WORDS, SCALES, SMALL, TENS

# What is measured, and names of its units after how many of the smallest one each is.
_UNITS = r"""
%: 1 %, \%, percent, per cent, percents
points: 1 percentage points, percentage point, points, point, pp, pts
×: 1 ×, \times, x, times, fold
time: 1e-9 ns, nanoseconds; 1e-3 ms, msec, milliseconds, millisecond
time: 1 s, sec, secs, seconds, second; 60 min, mins, minutes, minute; 3600 h, hr, hrs, hours, hour
time: 86400 days, day; 604800 weeks, week
months: 1 months, month; 12 years, year
bytes: 1e3 kb, kilobytes; 1e6 mb, megabytes, mib; 1e9 gb, gigabytes, gib; 1e12 tb, terabytes, tib
frequency: 1 hz; 1e3 khz; 1e6 mhz; 1e9 ghz
flops: 1e9 gigaflops, gflops; 1e12 teraflops, tflops; 1e15 petaflops, pflops; 1e18 exaflops, eflops
length: 1e-3 mm, millimeters, millimetres; 1e-2 cm, centimeters, centimetres
length: 1 meters, metres, meter, metre; 1e3 km, kilometers, kilometres
$: 1 $, usd, dollars, dollar, us dollars, us-dollars
€: 1 €, euros, euro
£: 1 £, pounds
bits: 1 bits, bit
dB: 1 db, decibels, decibel
pixels: 1 px, pixels, pixel
power: 1 w, watts, watt; 1e3 kw, kilowatts
energy: 1 j, joules, joule
frames/time: 1 fps, frames per second, frames a second
frames/minute: 1 frames per minute, frames a minute
"""
UNITS = {
    name: (line.partition(": ")[0], Decimal(group.partition(" ")[0]))
    for line in _UNITS.strip().splitlines()
    for group in line.partition(": ")[2].split("; ")
    for name in group.partition(" ")[2].split(", ")
}


def _any(names: Iterable[str]) -> str:
    """A pattern for any of these, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _shape(units: Iterable[str], words: Iterable[str] = SMALL[2:]) -> str:
    """The one way in which a number is written: digits or a word, its scale, and its unit."""
    return (
        # More digits than 40 are nobody's measurement.
        r"(?:(?P<number>\d{1,40}(?:,\d{3}){0,9}(?:\.\d{1,40})?)(?!\d)"
        rf"|\b(?P<numeral>(?:{_any(TENS)})(?:-(?:{_any(SMALL[1:10])}))?|{_any(words)})\b)"
        r"(?P<power>e-?\d{1,2}(?!\w))?"
        rf"(?:(?P<letter>[KMBTG])(?![A-Za-z])|[\s-]?(?P<scale>{_any(SCALE_WORDS)}|mn|bn)\b)?"
        rf"(?:\$?\s?-?\s?(?P<unit>{_any(units)})(?:(?<=%)|(?![A-Za-z0-9])))?"
    )


_FIGURE = re.compile(
    # Not from the middle of a name or number: GPT-4, H100, s1-32B, v1.5.
    r"(?<![\w.,@])(?<![A-Za-z)\]][-_.])(?<!\d[-/])(?P<money>US\$|[$€£])?\s?"
    rf"{_shape(UNITS, ['zero', *SMALL[2:]])}(?![A-Za-z])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<![A-Za-z]\d)(?<=\d)(\\?%)?\s?(?:-{1,2}|–|—|~)\s?(?=\$?\d)")
_NTH = "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
# Not the third of "a third", which is a part.
_ORDINAL = re.compile(rf"\b(?:{_NTH.replace(' ', '|')})\b(?! of\b)", re.IGNORECASE)
_WORDED = re.compile(
    r"\b(?:(?P<double>twice|twofold|doubl(?:e|es|ed|ing))"
    r"|(?P<triple>thrice|threefold|tripl(?:e|es|ed|ing))"
    r"|(?P<four>fourfold|quadrupl(?:e|es|ed|ing))|(?P<half>half|halves|halved|halving)"
    r"|(?P<third>(?:a|one)[ -]third)|(?P<quarter>(?:a|one)[ -]quarter)"
    r"|(?P<tenth>(?:a|one)[ -]tenth))\b",
    re.IGNORECASE,
)
_WORDED_VALUES = {
    "double": ("2", "×"), "triple": ("3", "×"), "four": ("4", "×"), "half": ("50", "part"),
    "third": ("33.3", "part"), "quarter": ("25", "part"), "tenth": ("10", "part"),
}  # fmt: skip
# Words, or signs, right before a number.
_BOUNDS = {
    name: re.compile(rf"(?:\b(?:{words})|[{signs}])\s*(?:an?\s|the\s)?[$€£]?$", re.IGNORECASE)
    for name, words, signs in (
        ("most", r"up to|at most|no more than|not more than|as (?:much|many|high|few|little) as"
         r"|a maximum of|within|not exceed(?:ing)?", "≤"),
        ("under", r"less than|fewer than|under|below|lower than", "<"),
        ("least", r"at least|no less than|no fewer than|a minimum of", "≥"),
        ("over", r"more than|over|above|exceed(?:s|ed|ing)?|greater than|upwards of|higher than"
         r"|beyond", ">"),
        ("about", r"about|around|roughly|approximately|approx\.?|nearly|almost|some|circa|close to"
         r"|near|an estimated|slightly (?:over|under)", "~≈∼"),
    )
}  # fmt: skip
_LINK = re.compile(
    r"\s*,?\s*(?:to|and|or|versus|vs\.?|against)?\s*(?:about |roughly )?[$]?", re.IGNORECASE
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
    """All figures of a text in order; those in a range or a row take the unit that ends it.

    A number inside a name, as the 4 of GPT-4, is none.
    """
    # A dash between two numbers is none that belongs to them; the length must stay as it is.
    spaced = _RANGE.sub(
        lambda found: (found[1] or "") + " " * (len(found[0]) - len(found[1] or "")), text
    )
    figures = [_read(found, spaced) for found in _FIGURE.finditer(spaced)]
    figures += [_read_ordinal(found) for found in _ORDINAL.finditer(spaced)]
    figures += [_read_word(found, spaced) for found in _WORDED.finditer(spaced)]
    figures.sort(key=lambda figure: figure.start)
    return tuple(_share_units(figures, spaced))


def _read(found: re.Match[str], text: str) -> Figure:
    plain, power = _read_number(found)
    unit, factor = UNITS.get((found["unit"] or "").lower(), ("", Decimal(1)))
    if found["money"] and not unit:
        unit = found["money"][-1]
    first = "money" if found["money"] else "number" if found["number"] else "numeral"
    start, end = found.start(first), found.end()
    bound = _find_bound(text, start)
    return Figure(plain * factor, unit, start, end, bound, plain, not found["number"], power)


def _read_number(found: re.Match[str]) -> tuple[Decimal, int]:
    """The number with its scale, and the power of ten that the scale means."""
    digits = found["number"]
    if digits:
        plain = Decimal(digits.replace(",", ""))
    else:
        plain = Decimal(sum(NUMERALS[part] for part in found["numeral"].lower().split("-")))
    scale = found["letter"] or found["scale"]
    power = SCALES.get(scale.lower(), 9) if scale else 0
    return plain.scaleb(int(found["power"][1:]) if found["power"] else 0).scaleb(power), power


def _read_ordinal(found: re.Match[str]) -> Figure:
    value = Decimal(_NTH.split().index(found[0].lower()) + 3)
    return Figure(value, "", found.start(), found.end(), "", value, True)


def _read_word(found: re.Match[str], text: str) -> Figure:
    number, unit = _WORDED_VALUES[str(found.lastgroup)]
    start, value = found.start(), Decimal(number)
    return Figure(value, unit, start, found.end(), _find_bound(text, start), value, True)


def _find_bound(text: str, start: int) -> str:
    before = text[max(0, start - 30) : start]
    return next((name for name, pattern in _BOUNDS.items() if pattern.search(before)), "")


def _share_units(figures: list[Figure], text: str) -> list[Figure]:
    """ "from 15.6 to 71.0 percent": the first has the unit of the second."""
    shared: list[Figure] = []
    for n, figure in reversed(list(enumerate(figures))):
        following = shared[-1] if shared else None
        gap = text[figure.end : following.start] if following else ""
        if following and len(gap) <= 20 and _LINK.fullmatch(gap):
            figure = _scale_alike(figure, following)
            # A comma alone may part two statements; in a row of three an "and" comes last.
            if gap.strip() != "," or n + 2 < len(figures):
                figure = _measure_alike(figure, following)
        shared.append(figure)
    return shared[::-1]


def _scale_alike(figure: Figure, following: Figure) -> Figure:
    """ "8, 70 and 405 billion"."""
    if figure.scale or figure.unit or following.unit or not following.scale or figure.plain >= 1000:
        return figure
    scaled = figure.plain.scaleb(following.scale)
    return replace(figure, plain=scaled, value=scaled, scale=following.scale)


def _measure_alike(figure: Figure, following: Figure) -> Figure:
    if figure.unit or following.unit in ("", "part", "×") or not following.plain:
        return figure
    factor = following.value / following.plain
    return replace(figure, unit=following.unit, value=figure.plain * factor)


# What facts are compared by: shares and multiples have units, and numbers inside names count too.
_SHARES = {name: unit for name, (unit, _) in UNITS.items() if unit in ("%", "×")}
_SHARES |= {"percentage": "%", "pp": "%"}
_QUANTITY = re.compile(rf"(?<![\d.,]){_shape(_SHARES)}", re.IGNORECASE)
_MONTHS = "january february march april june july august september october november december"
_MONTH = re.compile(
    rf"\b(?:{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in _MONTHS.split())}|sept)\b\.?", re.IGNORECASE
)


class Quantity(NamedTuple):
    """A number and what it counts in: "%", "×", or empty for anything else."""

    value: Decimal
    unit: str

    def agrees(self, other: "Quantity") -> bool:
        """Whether the other says this: a bare number may have any unit there ("95-98%")."""
        return self.value == other.value and self.unit in ("", other.unit)


def find_quantities(text: str) -> set[Quantity]:
    """All numbers of a text: "1,200" and "1.2K" are both 1200, "twelve" is 12."""
    return {
        Quantity(_read_number(found)[0], _SHARES.get((found["unit"] or "").lower(), ""))
        for found in _QUANTITY.finditer(text)
    }


def drop_quantities(text: str) -> str:
    """The text without its numbers and their units, month names whole."""
    return _QUANTITY.sub(" ", _MONTH.sub(_name_month, text))


def _name_month(found: re.Match[str]) -> str:
    return next(m for m in _MONTHS.split() if m.startswith(found[0].lower()[:3]))
