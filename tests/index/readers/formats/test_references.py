"""What reference managers write of dates, identifiers and addresses."""

import pytest

from index.papers.paper import Paper
from index.readers.formats.references import make_paper, read_date


@pytest.mark.parametrize(
    ("text", "month", "date"),
    [
        ("2024", "", "2024"),
        ("2024/1/5/", "", "2024-01-05"),
        ("2024-01-05", "march", "2024-01-05"),
        ("2024", "Sept.", "2024-09"),
        ("2024", "3", "2024-03"),
        ("2023-02-30", "", "2023-02"),  # what the calendar lacks is left out
        ("2023-00-07", "", "2023"),
        ("in press", "may", None),
        ("20245", "", None),
    ],
)
def test_a_date_is_read_as_far_as_it_goes(text: str, month: str, date: str | None) -> None:
    found = read_date(text, month)
    assert (str(found) if found else None) == date


def make(doi: str = "", urls: tuple[str, ...] = (), ids: tuple[str, ...] = ()) -> Paper:
    return make_paper(
        title="Tides", abstract="They rise.", authors=["Ada", " "], published=None, doi=doi,
        urls=urls, ids=ids, source="test",
    )  # fmt: skip


@pytest.mark.parametrize(
    "paper",
    [
        make(ids=("2401.00001v2",)),
        make(doi="10.48550/arXiv.2401.00001v2"),
        make(doi="https://doi.org/10.48550/ARXIV.2401.00001", urls=("http://arxiv.org/abs/1",)),
        make(doi="doi:10.48550/arxiv.2401.00001"),
        make(ids=("arXiv.2401.00001",)),
        make(urls=("https://example.org", "https://arxiv.org/pdf/2401.00001v2")),
    ],
)
def test_an_arxiv_id_is_found_wherever_it_stands(paper: Paper) -> None:
    assert paper.id == "2401.00001"


def test_a_doi_is_an_address_and_no_id() -> None:
    paper = make(doi="doi: 10.1000/xyz")
    assert (paper.is_identified, paper.url) == (False, "https://doi.org/10.1000/xyz")
    assert make("10.1000/xyz", ("javascript:x", "https://a.org")).url == "https://a.org"
    assert make("10.1000/a b").url is None
    assert (paper.authors, paper.author_count) == (("Ada",), 1)
