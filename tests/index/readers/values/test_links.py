"""arXiv ids, DOIs and addresses, wherever they stand."""

import pytest

from index.papers.fields import BadPaper
from index.readers.values.links import find_arxiv_id, read_address, read_doi, read_id


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("2401.00001v2", "2401.00001v2"),
        ("10.48550/arXiv.2401.00001v2", "2401.00001v2"),
        ("https://doi.org/10.48550/ARXIV.2401.00001", "2401.00001"),
        ("doi:10.48550/arxiv.2401.00001", "2401.00001"),
        ("arXiv.2401.00001", "2401.00001"),
        ("arXiv:2401.00001 [cs.CL]", "2401.00001"),
        ("arXiv preprint arXiv:2401.00001", "2401.00001"),
        ("abs/2401.00001", "2401.00001"),
        ("https://arxiv.org/pdf/2401.00001v2", "https://arxiv.org/pdf/2401.00001v2"),
        (["PMID:1", "arXiv:2401.00001"], "2401.00001"),
        ("10.1234/2401.00001", None),
        ("as in arXiv:2401.00001, but not", None),
        (5, None),
    ],
)
def test_an_arxiv_id_is_found_where_nothing_else_is_said(text: object, id: str | None) -> None:
    assert find_arxiv_id([text]) == id


@pytest.mark.parametrize(
    ("value", "doi"),
    [
        ("10.1234/ABC.5", "10.1234/ABC.5"),
        ("https://dx.doi.org/10.1234/abc", "10.1234/abc"),
        ("doi: 10.1234/abc", "10.1234/abc"),
        ("10.1234/abc [doi]", "10.1234/abc"),
        ("S0092 [pii]", None),
        ("10.48550/arXiv.2401.00001", None),
        (["10.1234/abc", "10.1234/def"], "10.1234/abc"),
        ("10.1234/a.8, 10.1234/a.9", "10.1234/a.8"),
        ("10.1002/(SICI)1097<1661::AID>3.0.CO;2-2", "10.1002/(SICI)1097<1661::AID>3.0.CO;2-2"),
        (None, None),
    ],
)
def test_a_doi_is_bare(value: object, doi: str | None) -> None:
    assert read_doi(value, lambda _: None) == doi


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://a.org/x", "https://a.org/x"),
        ("www.a.org/x", "https://www.a.org/x"),
        ("<Go to ISI>://X https://a.org/2", "https://a.org/2"),
        ("https://a.org/1; https://a.org/2", "https://a.org/1"),
        (["https://a.org/1"], "https://a.org/1"),
        ({"url": "https://a.org/1"}, "https://a.org/1"),
        ("10.1234/abc", "https://doi.org/10.1234/abc"),
        ("", None),
    ],
)
def test_an_address_is_the_first_one_there(value: object, address: str | None) -> None:
    assert read_address(value, lambda _: None) == address


@pytest.mark.parametrize("value", ["javascript:alert(1)", "none", "10.1234/"])
def test_what_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(BadPaper):
        read_address(value, lambda _: None)


def test_an_id_is_no_address() -> None:
    assert read_id("https://openalex.org/W1", lambda _: None) is None
    assert read_id(5.0, lambda _: None) == 5
    assert read_id("a7", lambda _: None) == "a7"
    with pytest.raises(BadPaper, match="is no id"):
        read_id({"x": 1}, lambda _: None)
