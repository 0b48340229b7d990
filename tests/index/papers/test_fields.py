"""The values of a record: what is cleaned, what is taken, and what is complained of."""

import time

from index.papers.paper import (
    BadPaper,
    PaperDate,
    clean_text,
)


def test_a_complaint_brings_neither_lines_nor_orders_to_a_terminal() -> None:
    assert str(BadPaper("x\x1b[2Jy\x9b2J\nz", "feed", 3)) == "feed:3: x[2Jy2J z"


def test_hidden_characters_are_dropped_and_space_is_folded() -> None:
    # A bidirectional override, a zero-width space, a lone surrogate, a bell.
    assert clean_text("a\u202eb\u200bc\ud800d\x07e \n\t f") == "abcde f"
    # The joiner inside a Persian word stays.
    assert clean_text("می\u200cخواهم") == "می\u200cخواهم"


def test_dates_sort_by_time_as_text() -> None:
    dates = [PaperDate(2017, 6, 12), PaperDate(1986), PaperDate(2017, 6), PaperDate(1986, 10)]
    assert sorted(map(str, dates)) == ["1986", "1986-10", "2017-06", "2017-06-12"]


def test_marks_piled_on_a_letter_cost_no_time() -> None:
    start = time.perf_counter()
    assert len(clean_text("a" + "\u0301\u0327" * 500_000)) < 40
    assert time.perf_counter() - start < 2  # normalised as it stands it takes minutes
    assert clean_text("e\u200b\u0301") == "é"
