"""Markup, entities and odd shapes of titles and abstracts."""

import pytest

from index.papers.fields import BadPaper
from index.readers.values.prose import read_abstract, read_prose, to_plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("&lt;5 &amp; &#945;&#x3b2;", "<5 & αβ"),
        ("R&amp;amp;D", "R&D"),
        ("a=1&copy=2", "a=1&copy=2"),  # no entity without its semicolon
        ("the <i>E. coli</i> test", "the E. coli test"),
        ("&lt;i&gt;E. coli&lt;/i&gt;", "E. coli"),
        ("10<sup>5</sup> cells of CO<sub>2</sub>", "10⁵ cells of CO2"),
        ("the 1<sup>st</sup> of", "the 1st of"),
        ("x<y and z>w, p < 0.05, <mask>, List<int>", "x<y and z>w, p < 0.05, <mask>, List<int>"),
        ("a <b> tag alone", "a <b> tag alone"),
        ("<![CDATA[raw]]>", "raw"),
    ],
)
def test_markup_becomes_text_and_signs_stay(text: str, plain: str) -> None:
    assert to_plain(text) == plain


def test_the_headings_of_a_journal_become_words() -> None:
    text = "<jats:title>Abstract</jats:title><jats:p>Reefs shrink.</jats:p>"
    assert to_plain(text).split() == ["Reefs", "shrink."]
    parts = "<jats:sec><jats:title>Results</jats:title><jats:p>They do.</jats:p></jats:sec>"
    assert " ".join(to_plain(parts).split()) == "Results: They do."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"Bats": [0, 3], "see": [1], "other": [2]}, "Bats see other Bats"),
        ("{'Bats': [0], 'see': [1]}", "Bats see"),
        (["One.", "Two."], "One. Two."),
        ([{"label": "AIMS", "text": "One."}, {"text": "Two."}], "AIMS: One. Two."),
        ({"Background": "One.", "Results": "Two."}, "Background: One. Results: Two."),
        ({"value": "One."}, "One."),
        (None, None),
        ({}, None),
    ],
)
def test_a_text_may_come_in_parts(value: object, text: str | None) -> None:
    assert read_prose(value, lambda _: None) == text


def test_where_there_is_no_abstract_there_is_none() -> None:
    for text in ("[No abstract available]", "No abstract.", None):
        assert read_abstract(text, lambda _: None) is None
    assert read_abstract("No abstract is short.", lambda _: None) == "No abstract is short."


def test_what_is_no_text_is_refused_with_its_value() -> None:
    with pytest.raises(BadPaper, match="5 is no text"):
        read_prose(5, lambda _: None)


def test_an_inverted_index_takes_no_room_for_the_places_it_names() -> None:
    assert read_prose({"a": [10**12], "b": [0]}, lambda _: None) == "b a"
    with pytest.raises(BadPaper, match="30,000 words, more than 20,000"):
        read_prose({"a": list(range(30_000))}, lambda _: None)
