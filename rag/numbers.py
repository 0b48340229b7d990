"""Numbers as a question writes them: "5", "five", "a couple of"."""

from rag.checking.units import SMALL

_NUMBERS = {word: n for n, word in enumerate(SMALL[:13]) if n} | {
    "a couple of": 2, "couple of": 2, "few": 3, "several": 3, "a few": 3,
}  # fmt: skip
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"


def read_number(text: str) -> int:
    """ "5" and "five" are 5."""
    return int(text) if text.isdecimal() else _NUMBERS[" ".join(text.casefold().split())]
