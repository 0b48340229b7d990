"""What is denied on one side only."""

import pytest

from tests.rag.verification.rules.examples import (
    G_STACK,
    LARK,
    MAMBA,
    assert_complaint,
    check_examples,
)


def test_its_examples_are_what_it_says() -> None:
    check_examples("denial")


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        ("The model does not converge to the same loss.", G_STACK, "denies"),
        ("Mamba needs a key-value cache.", MAMBA, "what the source denies"),
        ("Small models beat Wren on puzzles.", LARK, ""),
        ("Lark can not decode speech in real time.", LARK, ""),
        ("Lark does ensure privacy.", LARK, ""),
    ],
)
def test_it_complains_and_says_why(sentence: str, source: str, reason: str) -> None:
    assert_complaint("denial", sentence, source, reason)
