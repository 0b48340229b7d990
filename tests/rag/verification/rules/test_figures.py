"""What a figure of a sentence is, of what, and how it stands in the source."""

import pytest

from rag.verification.checker import check_sentence
from tests.rag.verification.rules.examples import (
    G_STACK,
    GPQA,
    LARK,
    MAMBA,
    assert_complaint,
    check_examples,
)


def test_its_examples_are_what_it_says() -> None:
    check_examples("figures")


@pytest.mark.parametrize(
    ("sentence", "source", "reason"),
    [
        ("G_stack gives a 45.6% speedup.", G_STACK, "says 45.6%, the source says 54.6"),
        ("G_stack gives a speedup of 194%.", G_STACK, "says 194%, the source says 194B"),
        ("The model uses 194M tokens.", G_STACK, "says 194M, the source says 194B"),
        ("They spend 30 hours per question.", GPQA, "says 30 hours"),
        ("Mamba has at least 5 times the throughput.", MAMBA, "says at least 5 times"),
        ("Lark was trained on 7B and 32B tokens.", LARK, ""),
        ("The benchmark has 120 speakers.", LARK, ""),
        ("The benchmark has 14 medical mazes.", LARK, ""),
        ("Lark raises PSNR by 0.7% over Finch.", LARK, ""),
        ("The benchmark has 120% of the puzzles.", LARK, ""),
        ("Lark is trained on 16 layers.", LARK, ""),
    ],
)
def test_it_complains_and_says_why(sentence: str, source: str, reason: str) -> None:
    assert_complaint("figures", sentence, source, reason)


def test_thousands_and_trailing_zeros_are_the_same_number() -> None:
    source = "The set holds 1,200 questions at 0.50 each."
    check = check_sentence("The set holds 1200 questions at 0.5 each.", [source])
    assert check.verdict == "supported"


def test_a_span_of_time_without_a_number_is_the_source_s_own() -> None:
    source = "The robot learns to walk within one afternoon, and drinks one litre per hour."
    assert_complaint("figures", "The robot learns to walk in a month.", source, "says month")
    assert_complaint("figures", "It drinks one litre per day.", source, "says per day")
