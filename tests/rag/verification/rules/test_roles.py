"""Who does what to whom, and which figure is whose."""

import pytest

from tests.rag.verification.rules.examples import (
    GPQA,
    LARK,
    MAMBA,
    assert_complaint,
    check_examples,
)


def test_its_examples_are_what_it_says() -> None:
    check_examples("roles")


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        ("Experts reach 34 percent and skilled people 65 percent.", GPQA, "gives 34"),
        ("Transformers of equal size outperform Mamba-3B.", MAMBA, "puts “mamba"),
        ("Finch outperforms Lark by 0.7 dB.", LARK, ""),
        ("Egret outperforms Lark on mazes.", LARK, ""),
        ("Robin gains 5.8% on mazes.", LARK, "gives 5.8%"),
    ],
)
def test_it_complains_and_says_why(sentence: str, source: str, reason: str) -> None:
    assert_complaint("roles", sentence, source, reason)


def test_predicates_that_have_changed_their_subjects_are_found() -> None:
    source = "The parser reads tables, while the tagger writes graphs."
    swapped = "The parser writes graphs, while the tagger reads tables."
    assert_complaint("roles", swapped, source, "gives each of two things")
