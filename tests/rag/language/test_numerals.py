"""Numbers as words."""

import re

import pytest

from rag.language.numerals import NUMBER, NUMERALS, SCALES, read_number


@pytest.mark.parametrize(
    ("text", "number"), [("5", 5), ("five", 5), ("Twelve", 12), ("a couple of", 2), ("few", 3)]
)
def test_how_many_are_asked_for_is_read(text: str, number: int) -> None:
    assert re.fullmatch(NUMBER, text, re.IGNORECASE)
    assert read_number(text) == number


def test_words_for_numbers_are_known_to_ninety() -> None:
    assert (NUMERALS["zero"], NUMERALS["nineteen"], NUMERALS["ninety"]) == (0, 19, 90)
    assert SCALES["million"] == 6
