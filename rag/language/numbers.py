"""Numbers as questions and abstracts write them: "5", "five", "a couple of"."""

import re
from functools import lru_cache

from rag.language.units import SMALL

_NUMBERS = {word: n for n, word in enumerate(SMALL[:13]) if n} | {
    "a couple of": 2, "couple of": 2, "few": 3, "several": 3, "a few": 3,
}  # fmt: skip
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"

_FIGURE = re.compile(
    r"(?<![\w.-])\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|(?:dozen|hundred|thousand|million|billion)s?)\b",
    re.IGNORECASE,
)


def read_number(text: str) -> int:
    """ "5" and "five" are 5."""
    return int(text) if text.isdecimal() else _NUMBERS[" ".join(text.casefold().split())]


@lru_cache(16_384)  # the same tokens come again in every abstract
def has_figure(text: str) -> bool:
    """Whether a text holds a number, written out or not: "4 datasets", not the 4 of GPT-4."""
    return bool(_FIGURE.search(text))
