"""The values of a record: what is cleaned, what is taken, and what is complained of."""

import time

import pytest

from index.papers.fields import (
    BadPaper,
    PaperDate,
    check_sources,
    check_url,
    clean_text,
    escape_hidden,
    is_number,
)


def test_a_complaint_brings_neither_lines_nor_orders_to_a_terminal() -> None:
    assert str(BadPaper("x\x1b[2Jy\x9b2J\nz", "feed", 3)) == "feed:3: x[2Jy2J z"


def test_what_is_hidden_in_a_name_is_written_out() -> None:
    assert escape_hidden("a\x1b[2J\n\u2028\u202e b\udcff.csv") == (
        r"a\x1b[2J\n\u2028\u202e b\udcff.csv"
    )
    assert escape_hidden("Ünï  cödé 論文 می\u200cخواهم.csv") == "Ünï  cödé 論文 می\u200cخواهم.csv"
    assert str(BadPaper("none", "a\nb", 3, key="x\x1by")) == r"a\nb:3: xy: none"


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


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1986", "1986"),
        (" 2024-02 ", "2024-02"),
        ("2024-02-29", "2024-02-29"),
        ("2025-07-30T16:41:21.000Z", "2025-07-30"),
    ],
)
def test_a_date_is_as_exact_as_it_is_given(text: str, date: str) -> None:
    assert str(PaperDate.parse(text)) == date


@pytest.mark.parametrize("text", ["", "86", "2024-2", "2023-02-29", "2024-13", "0000", "٢٠٢٥-13"])
def test_what_is_no_date_is_named(text: str) -> None:
    with pytest.raises(BadPaper, match=f"date '{text}' is not "):
        PaperDate.parse(text)


def test_true_is_no_number() -> None:
    assert is_number(7)
    assert not any(map(is_number, (True, "7", 7.0, None)))


def test_sources_are_each_named_once() -> None:
    assert check_sources("csv", ["ris", "csv"]) == ("csv", "ris")
    assert check_sources(None, []) == ()
    with pytest.raises(BadPaper, match="sources is not a list of up to 100 names: 'csv'"):
        check_sources(None, "csv")


def test_a_link_is_one_that_may_be_clicked() -> None:
    assert check_url(" https://example.org/a?b=c ") == "https://example.org/a?b=c"
    assert check_url(None) is None
    for text in ("javascript:alert(1)", "https://a b", 'https://a"', "ftp://a"):
        with pytest.raises(BadPaper, match="code is not a web address"):
            check_url(text, "code")


def test_a_complaint_gets_the_place_where_the_record_stands() -> None:
    assert str(BadPaper("no title").at("feed", 3)) == "feed:3: no title"
    assert str(BadPaper("no title", "feed").at("page", None)) == "page: no title"
