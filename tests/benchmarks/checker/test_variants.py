"""Words changed for others, by a table and by chance."""

import random

import pytest

from benchmarks.checker.variants import both_ways, change_first, swap_word

TABLE = both_ways("more/less rise/fall")


def test_each_word_of_a_table_stands_for_the_other() -> None:
    assert TABLE == {"more": "less", "less": "more", "rise": "fall", "fall": "rise"}


def test_the_first_match_alone_is_changed_in_any_case() -> None:
    assert change_first("tide", "A Tide, a tide.", lambda _: "wave") == "A wave, a tide."
    assert change_first("tide", "A wave.", lambda _: "wave") is None
    assert change_first("wave", "A wave.", lambda m: m[0]) is None


@pytest.mark.parametrize(
    ("text", "swapped"),
    [
        ("Tides rise.", "Tides fall."),
        ("More tides come.", "Less tides come."),
        ("The tides of More come.", None),  # a name
        ("Tides come.", None),
    ],
)
def test_a_word_is_swapped_with_its_capital_but_no_name_is(text: str, swapped: str | None) -> None:
    assert swap_word(TABLE, text, random.Random(1)) == swapped  # noqa: S311
