"""Wordings that say what the abstract does not: each class changes what it is named after."""

import random

import pytest

from benchmarks.checker.faithful import TRUE
from benchmarks.checker.wrong import find_coined, make_false, make_name_changer
from tests.benchmarks.checker.examples import SENTENCE


def test_makers_change_what_they_say() -> None:
    chance = random.Random(1)  # noqa: S311
    makers = make_false([f"Zyxo{n}Net" for n in range(20)])
    made = {kind: maker(SENTENCE, SENTENCE, chance) for kind, maker in makers.items()}
    assert made["units"] not in (None, SENTENCE)
    assert made["numbers"] not in (None, SENTENCE)
    assert str(made["added detail"]).startswith(SENTENCE.rstrip("."))
    assert TRUE["number format"](SENTENCE, SENTENCE, chance) not in (None, SENTENCE)
    assert TRUE["verbatim"](SENTENCE, SENTENCE, chance) == SENTENCE


@pytest.mark.parametrize(
    ("kind", "sentence", "false"),
    [
        ("units", "It trains in 3 weeks.", "It trains in 3 months."),
        ("negation", "The model does not forget.", "The model does forget."),
        ("negation", "The model is small.", "The model is not small."),
        ("direction", "It gives Higher scores.", None),  # inside a sentence a capital is a name's
        ("direction", "It gives higher scores.", "It gives lower scores."),
        ("roles", "FastNet outperforms SlowNet by 3 points.",
         "SlowNet outperforms FastNet by 3 points."),
        ("roles", "It rises from 3% to 7%.", "It rises from 7% to 3%."),
        ("overclaims", "Some horses land.", "All horses land."),
        ("overclaims", "Horses land.", None),
        ("numbers", "We paint two horses.", None),
    ],
)  # fmt: skip
def test_each_class_says_the_other_thing_or_nothing(
    kind: str, sentence: str, false: str | None
) -> None:
    chance = random.Random(1)  # noqa: S311
    assert make_false(())[kind](sentence, sentence, chance) == false


def test_a_changed_number_is_not_one_of_the_abstract() -> None:
    change = make_false(())["numbers"]
    for seed in range(30):
        chance = random.Random(seed)  # noqa: S311
        made = change("It takes 12 days.", "It takes 12 days, not 13 or 14.", chance)
        assert made not in (None, "It takes 12 days.", "It takes 13 days.", "It takes 14 days.")


def test_names_are_those_that_somebody_made_up() -> None:
    text = "Our FastNet beats GPT-4 and Pre-Training on Images."
    assert find_coined(text) == ["FastNet", "GPT-4"]


def test_another_name_or_a_firm_takes_the_place_of_the_right_one() -> None:
    names = [f"Zyxo{n}Net" for n in range(20)]
    change, chance = make_name_changer(names), random.Random(1)  # noqa: S311
    other = str(change("FastNet is small.", "FastNet is small.", chance))
    assert other.removesuffix(" is small.") in names
    firm, verb, *_ = str(change("We search it.", "Not by Google.", chance)).split()
    assert firm not in ("We", "Google")
    assert verb == "searches"
    assert change("We further search.", "", chance) is None
