"""Text that is fit to be kept and shown."""

import time

from index.papers.cleaning import clean_text, escape_hidden


def test_what_is_hidden_in_a_name_is_written_out() -> None:
    assert escape_hidden("a\x1b[2J\n\u2028\u202e b\udcff.csv") == (
        r"a\x1b[2J\n\u2028\u202e b\udcff.csv"
    )
    assert escape_hidden("Ünï  cödé 論文 می\u200cخواهم.csv") == "Ünï  cödé 論文 می\u200cخواهم.csv"


def test_hidden_characters_are_dropped_and_space_is_folded() -> None:
    # A bidirectional override, a zero-width space, a lone surrogate, a bell.
    assert clean_text("a\u202eb\u200bc\ud800d\x07e \n\t f") == "abcde f"
    # The joiner inside a Persian word stays.
    assert clean_text("می\u200cخواهم") == "می\u200cخواهم"


def test_marks_piled_on_a_letter_cost_no_time() -> None:
    start = time.perf_counter()
    assert len(clean_text("a" + "\u0301\u0327" * 500_000)) < 40
    assert time.perf_counter() - start < 2  # normalised as it stands it takes minutes
    assert clean_text("e\u200b\u0301") == "é"
