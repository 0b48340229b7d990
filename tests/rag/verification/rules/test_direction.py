"""More or less, up or down."""

import pytest

from tests.rag.verification.rules.examples import ELMO, assert_complaint, check_examples


def test_its_examples_are_what_it_says() -> None:
    check_examples("direction")


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        ("ELMo lowers the F1 score on SQuAD.", ELMO, "says “lowers”"),
        ("On SQuAD, F1 went from 85.8% to 81.1%.", ELMO, "the other way"),
        ("Higher layers capture syntax, lower layers meaning.", ELMO, "says “higher”"),
    ],
)
def test_it_complains_and_says_why(sentence: str, source: str, reason: str) -> None:
    assert_complaint("direction", sentence, source, reason)
