"""Parts of a question taken out."""

from rag.query.filters.spans import cut, mask

TEXT = "papers by NVIDIA, from 2024, on tides?"
SPANS = [(18, 27), (7, 16)]  # in any order


def test_what_is_masked_leaves_all_else_in_its_place() -> None:
    assert mask(TEXT, SPANS) == "papers          ,          , on tides?"


def test_what_is_cut_leaves_no_gap() -> None:
    assert cut(TEXT, SPANS) == "papers,, on tides?"
    assert cut("In 2024: what of tides ?", [(0, 7)]) == "what of tides?"


def test_parts_may_overlap() -> None:
    assert cut("one two three", [(0, 7), (4, 7)]) == "three"
    assert cut("one two three", []) == "one two three"
