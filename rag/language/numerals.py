"""Numbers as words, and how questions count: "twelve", "million", "the last three"."""

_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
SMALL = _SMALL.split()
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMERALS = dict(zip([*SMALL, *TENS], [*range(20), *range(20, 100, 10)], strict=True))
# The powers of ten that are written behind a number.
SCALES = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "mn": 6, "b": 9, "billion": 9, "bn": 9,
    "t": 12, "trillion": 12, "tn": 12, "hundred": 2,
}  # fmt: skip
SCALE_WORDS = frozenset(name for name in SCALES if len(name) > 2)
_ASKED = {word: n for word, n in NUMERALS.items() if 0 < n < 13} | {
    "a couple of": 2, "couple of": 2, "few": 3, "several": 3, "a few": 3,
}  # fmt: skip
# How questions count papers and days: "the last three", "a couple of".
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_ASKED, key=len, reverse=True))})"


def read_number(text: str) -> int:
    """What a match of NUMBER means: "5" and "five" are 5."""
    return int(text) if text.isdecimal() else _ASKED[" ".join(text.casefold().split())]
