"""One BibTeX entry, and what people write that pybtex would refuse or drop."""

import pytest

from index.papers.paper import BadPaper
from index.readers.formats.bibtex_parser import Entry, make_macros, parse_entry


def parse(text: str) -> Entry:
    entry = parse_entry(text, make_macros())
    assert entry is not None
    return entry


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("{Loss of 50% of ice}", "Loss of 50% of ice"),
        ('"The {"}lost{"} effect"', 'The {"}lost{"} effect'),
        (r"{a set \{1, 2 of \} and more}", r"a set \{1, 2 of \} and more"),
        ('may # "~3"', "May~3"),
        ("2019", "2019"),
        ("", ""),
    ],
)
def test_a_value_is_read_as_it_is_written(written: str, value: str) -> None:
    entry = parse(f"@article{{a, title = {written}, year = 2020}}")
    fields = dict(entry.fields)
    assert (fields.get("title", ""), fields["year"]) == (value, "2020")
    assert entry.remarks == []


def test_a_macro_is_known_from_where_it_is_defined() -> None:
    macros = make_macros()
    assert parse_entry("@string{pre = {Notes on }}", macros) is None
    entry = parse_entry("@misc{a, title = pre # {ponds}, note = nowhere}", macros)
    assert entry is not None
    assert dict(entry.fields)["title"] == "Notes on ponds"
    assert entry.remarks == [("note", "the macro 'nowhere' is not defined, and is left out")]


def test_what_is_meant_is_read_and_said() -> None:
    quotes = parse('@misc{a, abstract = "Models are "sure" of it.", year = 2024}')
    assert dict(quotes.fields) == {"abstract": 'Models are "sure" of it.', "year": "2024"}
    assert {reason for _, reason in quotes.remarks} == {"quotes within quotes are taken as text"}
    comma = parse("@misc{a, title = {One} year = {2020}}")
    assert dict(comma.fields) == {"title": "One", "year": "2020"}
    assert [reason for _, reason in comma.remarks] == ["a comma is missing before 'year'"]


@pytest.mark.parametrize(
    "text",
    [
        "@misc{title = {T}, year = 2020}",  # no key
        "@misc{Lee 2020, title = {T}, year = 2020}",
        "@misc(a, title = {T}, year = 2020)",
        "@misc{a, % a comment\n title = {T},, year = 2020,}",
        "@misc{a, Early Access Date = {MAR}, title = {T}, month = , year = 2020}",
    ],
)
def test_what_bibtex_would_not_take_is_read(text: str) -> None:
    fields = dict(parse(text).fields)
    assert (fields["title"], fields["year"]) == ("T", "2020")


def test_what_cannot_be_read_is_refused_with_its_key() -> None:
    with pytest.raises(BadPaper, match=r"^a: is no sound BibTeX: .* in line 2"):
        parse("@misc{a,\n title = {T} nonsense}")
