"""What claims more than the source."""

import pytest

from tests.rag.verification.rules.examples import MAMBA, assert_complaint, check_examples


def test_its_examples_are_what_it_says() -> None:
    check_examples("strength")


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        ("Mamba-3B outperforms Transformers on all of the tasks.", MAMBA, "“all”"),
        ("Mamba provably generates text, which proves its throughput.", MAMBA, "proves"),
    ],
)
def test_it_complains_and_says_why(sentence: str, source: str, reason: str) -> None:
    assert_complaint("strength", sentence, source, reason)
