"""Who and what is named."""

import pytest

from tests.rag.verification.rules.examples import G_STACK, MAMBA, assert_complaint, check_examples


def test_its_examples_are_what_it_says() -> None:
    check_examples("names")


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        ("The STA model converges to the same loss.", G_STACK, "names STA"),
        ("Tencent reports a 54.6% speedup.", G_STACK, "names Tencent"),
        ("Jamba needs no key-value cache.", MAMBA, "names Jamba"),
    ],
)
def test_it_complains_and_says_why(sentence: str, source: str, reason: str) -> None:
    assert_complaint("names", sentence, source, reason)
