"""What the source says nothing of."""

import pytest

from tests.rag.verification.rules.examples import G_STACK, MAMBA, assert_complaint, check_examples


def test_its_examples_are_what_it_says() -> None:
    check_examples("content")


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        ("Mamba generates text on submarine telephones.", MAMBA, "nothing of"),
        ("Quantum error correction needs many qubits.", G_STACK, "only 0%"),
    ],
)
def test_it_complains_and_says_why(sentence: str, source: str, reason: str) -> None:
    assert_complaint("content", sentence, source, reason)
