"""A denial that is put into the source's own words, or taken out."""

import pytest

from tests.rag.verification.rules.examples import LARK, assert_complaint, check_examples


def test_its_examples_are_what_it_says() -> None:
    check_examples("flip")


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        ("Older codecs are compatible with streaming.", LARK, "says “compatible”"),
    ],
)
def test_it_complains_and_says_why(sentence: str, source: str, reason: str) -> None:
    assert_complaint("flip", sentence, source, reason)
