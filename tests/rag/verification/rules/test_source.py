"""A passage that fits better."""

from rag.verification.checker import check_sentence
from tests.rag.verification.rules.examples import check_examples


def test_its_examples_are_what_it_says() -> None:
    check_examples("source")


def test_a_sentence_that_fits_another_passage_better_is_told() -> None:
    source = "The model of the authors improves accuracy on the benchmark."
    other = "The routing network of the model improves accuracy on the benchmark by voting."
    sentence = "The routing network improves accuracy."
    assert check_sentence(sentence, [source]).verdict == "supported"
    check = check_sentence(sentence, [source], others=[other])
    assert (check.verdict, check.rule) == ("unsupported", "source")
