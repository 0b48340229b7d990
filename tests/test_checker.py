"""What the checker lets pass, and what it says of the rest."""

import pytest

from rag.checker import check_sentence

SOURCE = (
    "Compared to a conventionally trained 7B model using 300B tokens, our G_stack model converges "
    "to the same loss with 194B tokens, resulting in a 54.6\\% speedup."
)


def test_the_sources_own_words_are_supported() -> None:
    assert check_sentence(SOURCE, [SOURCE]).verdict == "supported"


@pytest.mark.parametrize(
    "sentence",
    [
        "The G_stack model converges to the same loss with 194B tokens.",
        "G_stack gives a speedup of 54.60% compared to a conventionally trained 7B model.",
    ],
)
def test_a_faithful_wording_is_supported(sentence: str) -> None:
    assert check_sentence(sentence, [SOURCE]).verdict == "supported"


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("The G_stack model converges with a 45.6% speedup.", "says 45.6, which the source"),
        ("Compared to a 7B model it resulted in 194% speedup.", "says 194 %, which in the source"),
        ("The STA model converges to the same loss.", "names STA, which the source does not"),
        ("The LiGO model converges to the same loss.", "names LiGO, which the source does not"),
        ("The G_stack model does not converge to the same loss.", "denies what the source says"),
        ("Quantum error correction needs many qubits.", "only 0% of its words are in the source"),
    ],
)
def test_an_invention_is_unsupported_and_the_reason_says_where(sentence: str, reason: str) -> None:
    check = check_sentence(sentence, [SOURCE])
    assert check.verdict == "unsupported"
    assert reason in check.reason


def test_dropping_a_negation_is_noticed() -> None:
    check = check_sentence("Scaling reduces the error.", ["Scaling does not reduce the error."])
    assert check.reason == "says what the source denies"


def test_a_turned_direction_is_noticed() -> None:
    check = check_sentence("Merging increases the loss.", ["Merging reduces the loss."])
    assert check.reason == "says increas…, where the source says reduc…"
    assert check_sentence(
        "Merging reduces the loss.", ["Merging reduces the loss, yes."]
    ).verdict == ("supported")


def test_a_sentence_without_a_source_is_uncited() -> None:
    assert check_sentence("The sky is red.", []).verdict == "uncited"


def test_thousands_and_trailing_zeros_are_the_same_number() -> None:
    source = "The set holds 1,200 questions at 0.50 each."
    assert check_sentence("The set holds 1200 questions at 0.5 each.", [source]).verdict == (
        "supported"
    )
