"""BibTeX, read back by two parsers that are not ours, and by our own reader."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bibtexparser
import pytest
from bibtexparser import middlewares
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string

from index.papers.paper import Paper
from index.readers.sources import open_source
from page.keeping.bibtex import write_bibtex
from tests.conftest import make_paper

PIECES = [
    "{", "}", "\\", "\\}", "\\{", "%", "$", "#", "&", "_", "~", "--", "``", "''", "?`", '"', ",",
    "@", "@misc{x,", "=", "$x^2$", "$\\{$", "$a_{i}$", "$5%$", "$@a{b}$", "{\\'e}",
    "\\end{document}", "é", "漢", " ", " ", "abc", "X1", "50", "and", "others", "AND", "Jr",
    "van", "\\alpha",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
ADDRESSES = [
    "https://a.example/~b_c?d=e&f%20g#h",
    "https://arxiv.org/abs/2401.00084",
    "http://a--b",
]
ARXIV_IDS = st.sampled_from(["2401.00084", "cs.CL/0102003"])
NAMES = st.one_of(TEXTS, st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map(" ".join))
PAPERS = st.lists(
    st.builds(
        make_paper,
        TEXTS.map(lambda text: f"T{text}"),
        TEXTS.map(lambda text: f"A{text}"),
        authors=st.lists(NAMES.map(lambda name: f"N {name}"), max_size=3),
        url=st.sampled_from([None, "https://a.example/~b_c%20d#e&f", "https://a.example/{b}\\c"]),
        doi=st.sampled_from([None, "10.1234/a_b(c){d}", "10.1234/abc"]),
        organization=st.one_of(st.none(), TEXTS.map(lambda text: f"O{text}")),
        id=st.sampled_from([None, "2401.00084", "cs.CL/0102003", "my{id}"]),
        published=st.sampled_from([None, "2024", "2024-01", "2024-01-05"]),
    ),
    min_size=1,
    max_size=3,
)


def read_with_bibtexparser(text: str) -> dict[str, dict[str, str]]:
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    return {e.key: {field.key: field.value for field in e.fields} for e in library.entries}


def read_with_pybtex(text: str) -> dict[str, dict[str, Any]]:
    found = parse_string(text, "bibtex").entries
    return {key: {**entry.fields, **entry.persons} for key, entry in found.items()}


def decode(value: str) -> str:
    """As bibtexparser decodes LaTeX; it takes TeX's circumflex for another character."""
    library = bibtexparser.parse_string(
        f"@misc{{x,\n v = {{{value}}}\n}}",
        append_middleware=[middlewares.LatexDecodingMiddleware()],
    )
    return str(library.entries[0]["v"]).replace("ˆ", "^")


def unescape(text: str) -> str:
    """A text without the backslashes that LaTeX wants before some characters."""
    return re.sub(r"\\([%&$#_])", r"\1", text)


@settings(max_examples=150, deadline=None)
@given(PAPERS)
def test_two_parsers_find_every_entry_with_the_same_fields(papers: list[Paper]) -> None:
    text = write_bibtex(papers)
    one, two = read_with_bibtexparser(text), read_with_pybtex(text)
    assert list(one) == list(two)
    assert len(one) == len(papers)
    for paper, found, other in zip(papers, one.values(), two.values(), strict=True):
        assert len(other.pop("author", [])) == len(paper.authors)
        found.pop("author", None)
        assert found == other


@settings(max_examples=150, deadline=None)
@given(TEXTS.filter(lambda text: "$" not in text))
def test_text_is_decoded_to_what_it_was(text: str) -> None:
    paper = make_paper(f"T {text}")
    (found,) = read_with_bibtexparser(write_bibtex([paper])).values()
    assert unescape(decode(found["title"])) == unescape(paper.title)


@settings(max_examples=60, deadline=None)
@given(TEXTS, ARXIV_IDS, st.sampled_from(["2024", "2024-01"]), st.sampled_from(ADDRESSES))
def test_our_own_reader_gives_the_paper_back(
    text: str, id: str, published: str, address: str
) -> None:
    paper = make_paper(
        f"T {text}", f"A {text}", id=id, published=published, url=address, doi="10.1234/a_b",
        organization=f"O {text}", authors=["Zoë Śmith", "Ludwig van Beethoven", "Org {X \\ & Y_Z}"],
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        file = Path(folder) / "papers.bib"
        file.write_text(write_bibtex([paper]), encoding="utf-8")
        (found,) = open_source(str(file)).records
    assert isinstance(found, Paper), found
    for known, back in (
        (paper.title, found.title),
        (paper.abstract, found.abstract),
        (paper.organization, found.organization),
    ):
        # A quotation mark that has its other is read as LaTeX means it.
        plain = (back or "").replace("‘", "`").replace("’", "'")
        assert unescape(known or "") == unescape(plain)
    assert (found.id, found.url, found.published) == (paper.id, address, paper.published)
    assert (found.authors, found.doi) == (paper.authors, paper.doi)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Zoë Śmith", "Zoë Śmith"),
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
        ("Ann and Bob Inc", "{Ann and Bob Inc}"),
        ("Ann AND Bob", "{Ann AND Bob}"),
        ("others", "{others}"),
        ("Doe, Jane", "{Doe, Jane}"),
        ("Martin Luther King Jr.", "{Martin Luther King Jr.}"),
        ("Org {X", r"{Org \ensuremath{\lbrace}X}"),
        ("Andrew Anderson", "Andrew Anderson"),
    ],
)
def test_a_name_stays_one_name(name: str, written: str) -> None:
    text = write_bibtex([make_paper(authors=[name, "Bo Li"])])
    assert f"  author = {{{written} and Bo Li}},\n" in text
    (found,) = read_with_pybtex(text).values()
    assert len(found["author"]) == 2


def test_the_doi_is_there_and_an_older_arxiv_id() -> None:
    text = write_bibtex([make_paper(doi="10.1234/A_b", id="cs.CL/0102003")])
    assert "  doi = {10.1234/a_b},\n" in text
    assert "  eprint = {cs/0102003},\n  archiveprefix = {arXiv},\n" in text
