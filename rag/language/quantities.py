"""Numbers with their units, as texts write them: 54.6 %, 1.9x, 120B, twelve, October."""

import re
from decimal import Decimal
from typing import NamedTuple

_SCALES = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "mn": 6, "b": 9, "billion": 9, "bn": 9,
    "t": 12, "trillion": 12,
}  # fmt: skip
_NUMERALS = """
two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty
"""
_WORDS = {word: str(n) for n, word in enumerate(_NUMERALS.split(), start=2)}
_MONTH_NAMES = """
january february march april may june july august september october november december
"""
_MONTHS = _MONTH_NAMES.split()
_QUANTITY = re.compile(
    r"(?<![\d.,])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?:"
    r"\s*(?P<percent>\\?%|percent\b|percentage\b|pp\b)"
    # arXiv's plain text writes "$1.9\\times$" as "1.9times" or "1.9 \\times".
    r"|\s*(?P<times>×|\\times|x\b|times\b|-?\s?fold\b)"
    r"|(?P<letter>[KkMBT])(?![A-Za-z])"
    r"|\s+(?P<scale>thousand|million|billion|trillion|mn|bn)\b)?"
)
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_MONTH = re.compile(
    rf"\b(?:{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in _MONTHS if m != 'may')}|sept)\b\.?",
    re.IGNORECASE,
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
    return {_read(found) for found in _QUANTITY.finditer(_spell(text))}


def drop_quantities(text: str) -> str:
    """The text without its numbers and their units, month names whole."""
    return _QUANTITY.sub(" ", _MONTH.sub(_name_month, _spell(text)))


def _spell(text: str) -> str:
    return _NUMBER_WORD.sub(lambda found: _WORDS[found[0].lower()], text)


def _name_month(found: re.Match[str]) -> str:
    return next(month for month in _MONTHS if month.startswith(found[0].lower()[:3]))


def _read(found: re.Match[str]) -> Quantity:
    value = Decimal(found["number"].replace(",", ""))
    scale = found["letter"] or found["scale"]
    if scale:
        return Quantity(value.scaleb(_SCALES[scale.lower()]), "")
    return Quantity(value, "%" if found["percent"] else "×" if found["times"] else "")
