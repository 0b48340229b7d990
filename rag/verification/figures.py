"""Exact figures that a source lacks: the one thing that a rule sees better than the network.

A figure is exact where it is written in digits and has three of them or more that count: 54.6 %,
1,024, 87.5. Where it follows from the source by rounding or by one step of arithmetic, it is there.
Of the sentences that it complained of, those were wrong: 36 of 39 of ours, 20 of 20 of FactCG and
93 of 97 of SummEdits; of CliniFact, whose hypotheses carry figures of a registry, 29 of 48.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from rag.language.figures import Figure, find_figures

DIGITS = 3  # that count, from which a figure is exact
MOST = 40  # figures of a source that are computed with
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_new_figures(sentence: str, source: str) -> list[str]:
    """The exact figures of a sentence that its source neither has nor yields, as written."""
    exact = [(found, _write(found, sentence)) for found in find_figures(sentence)]
    exact = [(found, digits) for found, digits in exact if _count(digits) >= DIGITS]
    if not exact:
        return []
    written = {digits.replace(",", "") for digits in _DIGITS.findall(source)}
    there = [float(found.value) for found in find_figures(source)][:MOST]
    known = [*there, *_compute(there)]
    return [
        digits
        for found, digits in exact
        if digits.replace(",", "") not in written
        and not any(_rounds_to(value, found, digits) for value in known)
    ]


def _write(found: Figure, text: str) -> str:
    """Its digits; nothing for a word, a year, and what is said to be no more than about right."""
    digits = _DIGITS.search(text[found.start : found.end])
    if found.worded or found.bound or digits is None or _YEAR.fullmatch(digits[0]):
        return ""
    return digits[0]


def _count(digits: str) -> int:
    """The digits that count: 120 has two, 12.0 has three."""
    plain = digits.replace(",", "")
    return len(plain.replace(".", "").lstrip("0") if "." in plain else plain.rstrip("0"))


def _compute(values: list[float]) -> Iterator[float]:
    """What one step makes of a source's figures: sums, differences, ratios, shares and changes."""
    for value in values:
        yield from (100 - value, value / 100, value * 100, value - 1)
    for one, other in combinations(values, 2):
        yield from (one + other, abs(one - other), one * other)
        for whole, part in ((one, other), (other, one)):
            if whole:
                yield from (part / whole, 100 * part / whole, 100 * abs(part - whole) / whole)


def _rounds_to(value: float, found: Figure, digits: str) -> bool:
    """Whether a value is a figure, up to half of the last digit as that is written."""
    number = float(digits.replace(",", ""))
    last = 10.0 ** -len(digits.partition(".")[2])
    unit = float(found.value) / number if number else 1.0
    return abs(value - float(found.value)) <= 0.501 * last * unit
