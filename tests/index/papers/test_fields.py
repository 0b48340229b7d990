"""The values of a record: what is cleaned, what is taken, and what is complained of."""

import pytest

from index.papers.fields import (
    BadPaper,
    PaperDate,
    check_sources,
    check_url,
    is_number,
)


def test_a_complaint_brings_neither_lines_nor_orders_to_a_terminal() -> None:
    assert str(BadPaper("x\x1b[2Jy\x9b2J\nz", "feed", 3)) == "feed:3: x[2Jy2J z"
    assert str(BadPaper("none", "a\nb", 3, key="x\x1by")) == r"a\nb:3: xy: none"


def test_dates_sort_by_time_as_text() -> None:
    dates = [PaperDate(2017, 6, 12), PaperDate(1986), PaperDate(2017, 6), PaperDate(1986, 10)]
    assert sorted(map(str, dates)) == ["1986", "1986-10", "2017-06", "2017-06-12"]


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
