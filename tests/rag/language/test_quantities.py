"""Numbers with their units."""

from decimal import Decimal

import pytest

from rag.language.quantities import Quantity, drop_quantities, find_quantities


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
