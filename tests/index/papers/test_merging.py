"""One paper from several records: whose text stands, and who knows best of what."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from index.ingest.batches import BATCH
from index.ingest.build import Tally
from index.papers.merging import merge_papers
from index.papers.paper import Paper, Record
from index.store.health import check_index
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper

ID = "2401.00001"
LISTED = make_paper(
    "Tides", "We study tides.", id=ID, authors=["A. Lovelace"], author_count=1, upvotes=7,
    comments=2, organization="Acme", published="2024-01-06", listed="2024-01-07",
    code="https://github.com/acme/tides", source="daily-papers-api",
)  # fmt: skip
ANNOUNCED = make_paper(
    "Tides", "We study the tides of the sea.", id=f"{ID}v2", authors=["Ada Lovelace"],
    author_count=1, published="2024-01-05", url=f"https://arxiv.org/abs/{ID}v2", source="arxiv-api",
)  # fmt: skip
CITED = make_paper("Tides", "Tides, as a library notes them.", published="2024", source="bibtex")
BARE = make_paper("Tides", "As a page lists it.", comments=9, source="daily-papers-page")
BOTH = Paper(
    id=ID, title="Tides", abstract="We study the tides of the sea.",
    published=ANNOUNCED.published, listed=LISTED.listed, authors=("Ada Lovelace",), author_count=1,
    organization="Acme", upvotes=7, comments=2, url=ANNOUNCED.url, code=LISTED.code,
    sources=("arxiv-api", "daily-papers-api"), version=2,
)  # fmt: skip


def papers_of(folder: Path) -> list[Paper]:
    return list(IndexReader(folder).papers())


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("records", list(permutations([LISTED, ANNOUNCED])))
def test_upvotes_are_of_daily_papers_and_authors_of_arxiv_whichever_is_read_first(
    tmp_path: Path, make_index: MakeIndex, records: list[Record], together: bool
) -> None:
    for part in [records] if together else [[record] for record in records]:
        make_index(tmp_path, list(part))
    assert papers_of(tmp_path) == [BOTH]
    assert make_index(tmp_path, list(records)) == Tally(unchanged=1, duplicate=1)
    for record in records:
        assert make_index(tmp_path, [record]) == Tally(unchanged=1)
    assert check_index(tmp_path) == []


def test_new_upvotes_come_through_although_arxivs_text_stands(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    make_index(tmp_path, [ANNOUNCED, LISTED])
    liked = make_paper("Tides", "We study tides.", id=ID, upvotes=8, source="daily-papers-api")
    assert make_index(tmp_path, [liked]) == Tally(changed=1)
    (paper,) = papers_of(tmp_path)
    assert (paper.upvotes, paper.abstract, paper.code) == (8, ANNOUNCED.abstract, LISTED.code)


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("records", list(permutations([LISTED, ANNOUNCED, BARE])))
def test_what_a_page_says_under_a_title_alone_is_merged_too(
    tmp_path: Path, make_index: MakeIndex, records: list[Record], together: bool
) -> None:
    for part in [records] if together else [[record] for record in records]:
        make_index(tmp_path, list(part))
    (paper,) = papers_of(tmp_path)
    assert set(paper.sources) == {"arxiv-api", "daily-papers-api", "daily-papers-page"}
    assert replace(paper, sources=BOTH.sources) == BOTH
    assert make_index(tmp_path, list(records)) == Tally(unchanged=1, duplicate=2)
    assert check_index(tmp_path) == []


def test_a_source_that_alone_told_of_a_paper_may_take_back_what_it_said(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    first = make_paper("Rain", "It falls.", id="1", organization="Wrong Inc", source="jsonl")
    second = make_paper("Rain", "It falls down.", id="1", source="jsonl")
    make_index(tmp_path, [first])
    assert make_index(tmp_path, [second]).changed == 1
    assert papers_of(tmp_path) == [second]


def test_of_two_equal_sources_the_first_of_a_run_stands_and_none_is_a_complaint(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    one = make_paper("Rain", "It falls.", id="1", source="csv")
    other = make_paper("Rain", "It is falling.", id="1", published="2020", source="ris")
    assert make_index(tmp_path, [one, other]) == Tally(new=1, duplicate=1)
    assert make_index(tmp_path, [one, other]) == Tally(unchanged=1, duplicate=1)
    (paper,) = papers_of(tmp_path)
    assert (paper.abstract, str(paper.published)) == ("It falls.", "2020")
    assert paper.sources == ("csv", "ris")
    assert make_index(tmp_path, [other]) == Tally(changed=1)
    assert papers_of(tmp_path)[0].sources == ("ris", "csv")


def test_records_that_come_batches_apart_are_merged(tmp_path: Path, make_index: MakeIndex) -> None:
    between: list[Record] = [make_paper(f"Paper {n}", f"Text {n}.") for n in range(2 * BATCH)]
    records = [LISTED, *between[: BATCH - 1], ANNOUNCED, *between[BATCH - 1 :], LISTED]
    assert make_index(tmp_path, records) == Tally(new=2 * BATCH + 1, duplicate=2)
    assert next(paper for paper in papers_of(tmp_path) if paper.id == ID) == BOTH
    assert check_index(tmp_path) == []


def test_a_paper_that_arxiv_says_is_withdrawn_does_not_come_back_by_another_source(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    gone = make_paper(
        "Tides", "This paper has been withdrawn by the authors.", id=f"{ID}v3", source="arxiv-api"
    )
    back = make_paper("Tides", "We study tides again.", id=f"{ID}v4", source="arxiv-api")
    make_index(tmp_path, [LISTED, ANNOUNCED, make_paper("Rain", "It falls.", id="7")])
    assert make_index(tmp_path, [gone]) == Tally(withdrawn=1)
    assert make_index(tmp_path, [LISTED]) == Tally(withdrawn=1)
    assert make_index(tmp_path, [ANNOUNCED, gone]) == Tally(withdrawn=1, duplicate=1)
    assert [paper.id for paper in papers_of(tmp_path)] == ["7"]
    assert make_index(tmp_path, [back]) == Tally(new=1)
    (paper,) = (paper for paper in papers_of(tmp_path) if paper.id == ID)
    assert (paper.abstract, paper.upvotes) == ("We study tides again.", 7)
    assert check_index(tmp_path) == []


def test_an_older_notice_of_withdrawal_does_not_take_out_a_newer_version(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    gone = make_paper("Tides", "This paper has been withdrawn.", id=f"{ID}v1", source="arxiv-api")
    make_index(tmp_path, [ANNOUNCED])
    assert make_index(tmp_path, [gone]) == Tally(unchanged=1)
    assert papers_of(tmp_path) == [ANNOUNCED]


def test_names_beat_a_mere_count_of_authors(tmp_path: Path, make_index: MakeIndex) -> None:
    counted = make_paper("Tides", "x", author_count=3, source="daily-papers-page")
    make_index(tmp_path, [LISTED, counted])
    assert papers_of(tmp_path)[0].authors == ("A. Lovelace",)
    assert papers_of(tmp_path)[0].author_count == 1


def test_a_paper_from_three_sources_remembers_each_once(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    make_index(tmp_path, [CITED, LISTED, LISTED, ANNOUNCED])
    assert papers_of(tmp_path)[0].sources == ("arxiv-api", "daily-papers-api", "bibtex")


def test_any_sources_doi_is_kept_and_of_two_that_of_the_text_that_stands() -> None:
    cited = replace(CITED, doi="10.1234/a")
    assert merge_papers(LISTED, cited, wins_ties=True).doi == "10.1234/a"
    assert merge_papers(cited, LISTED, wins_ties=False).doi == "10.1234/a"
    announced = replace(ANNOUNCED, doi="10.1234/b")
    assert merge_papers(cited, announced, wins_ties=False).doi == "10.1234/b"
    assert merge_papers(announced, cited, wins_ties=True).doi == "10.1234/b"


def test_only_the_first_record_of_a_run_takes_back_what_its_source_said() -> None:
    there = replace(CITED, doi="10.1234/a", url="https://example.org/a")
    assert merge_papers(there, CITED, wins_ties=True, renews=True) == CITED
    assert merge_papers(there, CITED, wins_ties=True) == there
