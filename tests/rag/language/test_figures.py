"""Numbers with their units: as the checker reads them, and as facts are compared by."""

from decimal import Decimal

import pytest

from rag.language.figures import Quantity, drop_quantities, find_figures, find_quantities


def test_figures_are_read_with_their_units() -> None:
    text = "From 15.6 to 71.0 percent, 1.9x, 160 GB, 400M pairs, half of GPT-4 in 48 hours"
    found = [(str(figure.plain), figure.unit) for figure in find_figures(text)]
    assert found == [
        ("15.6", "%"), ("71.0", "%"), ("1.9", "×"), ("160", "bytes"), ("4.00E+8", ""),
        ("50", "part"), ("48", "time"),
    ]  # fmt: skip


def test_one_measure_has_one_smallest_unit() -> None:
    minutes, hours = find_figures("After 90 minutes, and after 1.5 hours")
    assert (minutes.value, minutes.unit) == (hours.value, hours.unit)
    assert (int(hours.value), hours.unit) == (5400, "time")


@pytest.mark.parametrize(
    ("text", "bound"),
    [("up to 30", "most"), ("fewer than 30", "under"), ("at least 30", "least"),
     ("exceeding $30", "over"), ("~30", "about"), ("≥ 30", "least"), ("the 30", "")],
)  # fmt: skip
def test_the_words_before_a_number_bound_it(text: str, bound: str) -> None:
    assert [figure.bound for figure in find_figures(text)] == [bound]


@pytest.mark.parametrize("text", ["GPT-4", "H100s", "v1.5", "s1-32B", "720p", "the 17th", "9" * 50])
def test_the_number_of_a_name_is_no_figure(text: str) -> None:
    assert find_figures(text) == ()


def test_the_number_of_a_name_is_a_quantity_and_a_word_s_own_number_too() -> None:
    assert {quantity.value for quantity in find_quantities("GPT-4 in thirty-two runs")} == {4, 32}
    assert find_quantities("a zero-shot task") == set()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1,200 questions", "1200", ""),
        ("54.60\\% of them", "54.6", "%"),
        ("40 percent", "40", "%"),
        ("7.7 percentage points", "7.7", "%"),
        ("a 1.9times speedup", "1.9", "×"),
        ("12.2x faster", "12.2", "×"),
        ("4 \\times", "4", "×"),
        ("120B parameters", "120e9", ""),
        ("20 trillion tokens", "20e12", ""),
        ("70k instances", "70000", ""),
        ("twelve domains", "12", ""),
    ],
)
def test_a_number_is_read_with_its_unit(text: str, value: str, unit: str) -> None:
    assert find_quantities(text) == {Quantity(Decimal(value), unit)}


def test_a_bare_number_agrees_with_any_unit_and_a_unit_with_its_own() -> None:
    assert Quantity(Decimal(95), "").agrees(Quantity(Decimal(95), "%"))
    assert not Quantity(Decimal(95), "%").agrees(Quantity(Decimal(95), ""))
    assert not Quantity(Decimal(2), "×").agrees(Quantity(Decimal(2), "%"))


def test_what_is_left_are_words_and_whole_months() -> None:
    assert drop_quantities("Oct 1 (2025)").split() == ["october", "(", ")"]
    assert drop_quantities("It may gain 4.5% in May.").split() == [
        "It",
        "may",
        "gain",
        "in",
        "May.",
    ]


def test_a_long_text_is_read_at_once() -> None:
    assert find_quantities("1," * 50_000)
