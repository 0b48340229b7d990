"""Other wordings that say the same."""

import random

import pytest

from benchmarks.checker.faithful import TRUE, merge


@pytest.mark.parametrize(
    ("kind", "sentence", "same"),
    [
        ("shortened", "However, we train a model (a large one) on sand of bays, which is cheap.",
         "We train a model on sand of bays."),
        ("shortened", "We train, which is cheap.", None),  # too little would be left
        ("reordered", "On long texts, the small model beats the big one.",
         "The small model beats the big one on long texts."),
        ("passive", "We introduce a model for tides, which is small.",
         "A model for tides is introduced by the authors."),
        ("passive", "We present two maps.", "Two maps are presented by the authors."),
        ("passive", "FastNet outperforms older nets on images.",
         "Older nets are outperformed by FastNet."),
        ("passive", "Tides rise.", None),
        ("synonyms", "It requires sand.", "It needs sand."),
        ("number format", "It gains 5%.", "It gains 5 percent."),
        ("number format", "It has 7B weights.", "It has 7 billion weights."),
        ("number format", "It sees 3,000 images.", "It sees 3K images."),
        ("number format", "It sees seven images.", "It sees 7 images."),
        ("number format", "It sees images.", None),
    ],
)  # fmt: skip
def test_each_maker_says_the_same_in_other_words_or_nothing(
    kind: str, sentence: str, same: str | None
) -> None:
    assert TRUE[kind](sentence, sentence, random.Random(1)) == same  # noqa: S311


def test_who_wrote_it_is_told_from_outside() -> None:
    told = str(TRUE["by the authors"]("We swim.", "", random.Random(1)))  # noqa: S311
    assert told in ("The authors swim.", "The researchers swim.", "They swim.")


def test_two_sentences_become_one() -> None:
    assert merge("We swim.", "The sea is cold.") == "The authors swim, and the sea is cold."
    assert merge("Sand moves.", "FastNet reads it.") == "Sand moves, and FastNet reads it."
    assert merge("Sand moves.", "We read it.") == "Sand moves, and they read it."
