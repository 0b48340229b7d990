"""Exact figures that a source lacks."""

import pytest

from rag.verification.figures import find_new_figures

SOURCE = (
    "G_stack gives a speedup of 54.6% over a 7B model after 194B tokens, from 81.1 to 85.8 F1, on "
    "1,024 GPUs, 12.5 of them new."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is 54.60 percent faster.",
        "It has seen 194 billion tokens.",
        "It gains 4.70 points.",  # 85.8 less 81.1
        "1024 GPUs were used.",
        "The other 45.4% are left.",  # 100 less 54.6
        "About 987 GPUs were used.",  # says itself that it is not exact
        "In 2019 it was new.",  # a year is no measurement
        "Some 60% and fifty-five and 3 GPUs.",  # too few digits to be exact
        "",
    ],
)
def test_what_the_source_has_or_yields_is_no_new_figure(sentence: str) -> None:
    assert find_new_figures(sentence, SOURCE) == []


@pytest.mark.parametrize(
    ("sentence", "figures"),
    [
        ("It is 45.6% faster.", ["45.6"]),
        ("It has seen 193 billion tokens.", ["193"]),
        ("1,025 GPUs and 54.6% and 3.14 more.", ["1,025", "3.14"]),
    ],
)
def test_a_new_figure_is_named_as_it_is_written(sentence: str, figures: list[str]) -> None:
    assert find_new_figures(sentence, SOURCE) == figures


def test_a_source_of_nothing_but_figures_costs_no_more() -> None:
    assert find_new_figures("It is 45.6% faster.", "1.25 " * 4_000) == ["45.6"]
