"""Which paper each record is about: in one run, against the index, and in whatever order."""

from collections.abc import Iterable
from contextlib import closing
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embedding.loading import Embedder
from index.ingest.arrivals import Arrivals
from index.ingest.build import Tally, index_papers
from index.ingest.likeness import hash_record
from index.papers.paper import BadPaper, Paper, Record, Remark
from index.store.health import check_index
from index.store.ledger.ledger import Ledger
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper
from tests.index.conftest import CountingEmbedder

ARDEN: dict[str, object] = {"authors": ["Ann Arden"], "published": "2019", "source": "bibtex"}
BIRK: dict[str, object] = {"authors": ["Ben Birk"], "published": "2023", "source": "bibtex"}
REEFS = "This issue of a biology journal collects eight papers on coral reefs."
LAWS = "This issue of a law journal collects five papers on the protection of data."
BOTH = [
    make_paper("Introduction", REEFS, **ARDEN, doi="10.1234/bio.2019.1"),
    make_paper("INTRODUCTION", LAWS, **BIRK, doi="10.5678/law.2023.9"),
]
BARE = [make_paper("Introduction", REEFS, **ARDEN), make_paper("Introduction", LAWS, **BIRK)]


def papers_of(folder: Path) -> list[Paper]:
    return list(IndexReader(folder).papers())


def read_into(
    folder: Path, parts: Iterable[Iterable[Record]], embedder: Embedder
) -> tuple[list[Paper], list[Tally]]:
    """The papers after some runs, and what each counted; nothing is published."""
    with closing(Ledger(folder, embedder.stamp)) as ledger:
        tallies: list[Tally] = []
        for part in parts:
            with Arrivals() as arrivals:
                tally = index_papers(part, ledger, embedder, arrivals, report=lambda _: None)
                tallies.append(tally)
        return list(ledger.catalog.papers()), tallies


def test_one_title_with_other_dois_authors_and_years_is_two_papers(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    assert make_index(tmp_path, BOTH) == Tally(new=2)
    assert papers_of(tmp_path) == BOTH
    assert [paper.id for paper in BOTH] == ["10.1234/bio.2019.1", "10.5678/law.2023.9"]
    assert make_index(tmp_path, BOTH) == Tally(unchanged=2)
    assert check_index(tmp_path) == []


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("records", list(permutations(BARE)))
def test_two_papers_of_one_title_without_any_id_are_known_by_author_and_year(
    tmp_path: Path, make_index: MakeIndex, records: list[Record], together: bool
) -> None:
    for part in [records] if together else [[record] for record in records]:
        make_index(tmp_path, list(part))
    found = {paper.id: paper.abstract for paper in papers_of(tmp_path)}
    assert found == {hash_record(paper): paper.abstract for paper in BARE}
    assert make_index(tmp_path, list(records)) == Tally(unchanged=2)
    assert check_index(tmp_path) == []


def test_a_paper_that_gets_another_id_is_not_embedded_again(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [BARE[0], make_paper("Rain", "It falls.", id="7")])
    counting = CountingEmbedder(embedder)
    assert make_index(tmp_path, [BOTH[0]], by=counting) == Tally(changed=1)
    assert counting.texts == []
    assert [paper.id for paper in papers_of(tmp_path)] == [BOTH[0].id, "7"]
    assert check_index(tmp_path) == []
    reader = IndexReader(tmp_path)
    assert list(reader.search_terms(["reef"], 10)) == [f"{BOTH[0].id}#0"]
    assert make_index(tmp_path, [BARE[0]]) == Tally(unchanged=1)


@pytest.mark.parametrize(
    "record",
    [
        make_paper("Introduction to reefs", REEFS, id="7", doi="10.1234/BIO.2019.1"),
        make_paper("Riffe", "Acht Arbeiten.", doi="https://doi.org/10.1234/bio.2019.1"),
        make_paper("Preface", REEFS, id="2401.00001", doi="10.1234/bio.2019.1", source="csv"),
    ],
)
@pytest.mark.parametrize("known_first", [True, False])
def test_a_doi_is_the_paper_that_is_known_by_it(
    tmp_path: Path, make_index: MakeIndex, record: Paper, known_first: bool
) -> None:
    for each in (BOTH[0], record) if known_first else (record, BOTH[0]):
        make_index(tmp_path, [each])
    (paper,) = papers_of(tmp_path)
    assert (paper.id, paper.doi) == (record.id, "10.1234/bio.2019.1")
    assert make_index(tmp_path, [record, BOTH[0]]).new == 0
    assert len(papers_of(tmp_path)) == 1


def test_a_record_shows_that_two_were_one(tmp_path: Path, make_index: MakeIndex) -> None:
    named = make_paper("Reefs", "Eight papers.", id="7", source="csv")
    make_index(tmp_path, [named, BOTH[0]])
    assert len(papers_of(tmp_path)) == 2
    make_index(tmp_path, [make_paper("Reefs", "Eight papers.", id="7", doi=BOTH[0].doi)])
    (paper,) = papers_of(tmp_path)
    assert (paper.id, paper.authors, paper.doi) == ("7", ("Ann Arden",), BOTH[0].doi)
    assert make_index(tmp_path, [named, BOTH[0]]) == Tally(unchanged=1, duplicate=1)
    assert check_index(tmp_path) == []


def test_a_preprint_and_its_publication_are_one_by_the_same_abstract(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    preprint = make_paper("Reefs", REEFS, doi="10.48550/arXiv.2401.00001", published="2024-01-02")
    published = make_paper("Reefs", f"Abstract. {REEFS}", doi="10.1234/a", published="2025")
    other = make_paper("Reefs", LAWS, doi="10.1234/b", published="2026")
    assert make_index(tmp_path, [preprint, published, other]) == Tally(new=2, duplicate=1)
    assert [(p.id, p.doi) for p in papers_of(tmp_path)] == [
        ("2401.00001", "10.1234/a"), ("10.1234/b", "10.1234/b"),
    ]  # fmt: skip


def test_an_old_id_with_its_class_and_without_it_is_one(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    one, other = (make_paper("Knots", "x", id=id) for id in ("math.GT/0309136", "math/0309136v2"))
    assert make_index(tmp_path, [one, other]) == Tally(new=1, duplicate=1)
    assert [(paper.id, paper.version) for paper in papers_of(tmp_path)] == [("math/0309136", 2)]


def test_of_several_papers_of_a_title_the_nearest_is_meant(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    make_index(tmp_path, BOTH)
    cited = make_paper("Introduction", "x", authors=["Birk, B."], url="https://example.org/b")
    assert make_index(tmp_path, [cited]) == Tally(changed=1)
    assert [paper.url for paper in papers_of(tmp_path)] == [None, cited.url]


def test_a_withdrawn_paper_does_not_come_back_by_its_title_or_doi(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    gone = make_paper(
        "Tides", "This paper has been withdrawn.", id="2401.00001", doi="10.1234/a",
        source="arxiv-api",
    )  # fmt: skip
    make_index(tmp_path, [gone])
    for record in (make_paper("Tides", "They rise."), make_paper("Ebb", "x", doi="10.1234/a")):
        assert make_index(tmp_path, [record]) == Tally(withdrawn=1)


def test_a_doi_of_a_whole_book_is_no_chapters_and_one_title_for_two_is_said(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    chapters = [
        make_paper("Reefs of the south", REEFS, **ARDEN, doi="10.1234/book"),
        make_paper("A law of data", LAWS, **BIRK, doi="10.1234/book"),
    ]
    assert make_index(tmp_path, chapters) == Tally(new=2)
    ids = [paper.id for paper in papers_of(tmp_path)]
    assert ids == [hash_record(paper) for paper in chapters]
    assert make_index(tmp_path, chapters[::-1]) == Tally(unchanged=2)
    said: list[BadPaper | Remark] = []
    again = make_paper("A chapter on storms", "Storms break reefs.", **ARDEN, doi="10.1234/storm")
    other = make_paper("Quiet waters", "No storm comes.", **ARDEN, doi="10.1234/storm")
    with closing(Ledger(tmp_path, embedder.stamp)) as ledger, Arrivals() as arrivals:
        index_papers([again, other], ledger, embedder, arrivals, report=said.append)
    assert [str(one) for one in said] == [
        "DOI 10.1234/storm occurs twice: 'Quiet waters' is taken for the same paper as 'A chapter "
        "on storms'"
    ]


def test_an_index_from_before_dois_has_its_papers_found_by_title(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    before = [make_paper(paper.title, paper.abstract, **ARDEN) for paper in BOTH[:1]]
    make_index(tmp_path, before)
    assert make_index(tmp_path, BOTH) == Tally(changed=1, new=1)
    assert papers_of(tmp_path) == BOTH


# Six papers of one title, each told apart from the others by authors or year at least.
WORKS: list[dict[str, object]] = [
    {"id": "2401.00001", "doi": "10.1234/a", "authors": ["Ada Lovelace", "Bo Li"], "year": "2019"},
    {"doi": "10.1234/b", "authors": ["Cy Novak", "Bo Ek"], "year": "2019"},
    {"id": "w3", "authors": ["Ada Lovelace"], "year": "2021-04"},
    {"authors": ["Di Oster"], "year": "2023"},
    {"doi": "10.1234/e", "authors": ["Ada Lovelace", "Bo Li"], "year": "2025"},
    {"authors": ["Cy Novak"], "year": "2025"},
]
SPELLINGS = {
    "Ada Lovelace": ["Ada Lovelace", "Lovelace, A.", "LOVELACE, Ada"],
    "Bo Li": ["Bo Li", "Li, B."],
    "Cy Novak": ["Cy Novak", "Novák, C.", "Novak C"],
    "Bo Ek": ["B. Ek"],
    "Di Oster": ["Dí Øster", "Oster, D."],
}


@st.composite
def draw_record(draw: st.DrawFn) -> tuple[int, Paper]:
    """A work's number, and how some source tells of it."""
    number = draw(st.integers(0, len(WORKS) - 1))
    work = WORKS[number]
    names = [draw(st.sampled_from(SPELLINGS[name])) for name in work["authors"]]  # type: ignore[attr-defined]
    given_ids = {key: work[key] for key in ("id", "doi") if key in work and draw(st.booleans())}
    source = draw(st.sampled_from(["bibtex", "ris", "csv"]))
    paper = make_paper(
        "TIDES." if source == "ris" else "Tides",
        f"Paper {number} says much on tides, as told in {source}.",
        authors=names if draw(st.booleans()) else names[:1],
        published=work["year"],
        url=draw(st.sampled_from([None, "https://example.org/tides"])),
        source=source,
        **given_ids,
    )
    return number, paper


@settings(max_examples=40, deadline=None)
@given(st.lists(draw_record(), min_size=2, max_size=4).flatmap(
    lambda told: st.tuples(st.just(told), st.permutations(told), st.booleans())
))  # fmt: skip
def test_any_order_of_the_same_records_gives_the_same_papers(
    embedder: Embedder,
    case: tuple[list[tuple[int, Paper]], list[tuple[int, Paper]], bool],
) -> None:
    told, other_order, together = case
    with TemporaryDirectory() as one, TemporaryDirectory() as two:
        once, again = read_into(Path(one), [[paper for _, paper in told]] * 2, embedder)
        parts = [[paper for _, paper in other_order]]
        if not together:
            parts = [[paper] for paper in parts[0]]
        others, _ = read_into(Path(two), parts, embedder)
    assert again[1].new == again[1].changed == again[1].bad == 0
    assert len(once) == len({number for number, _ in told})
    # What a source alone has told of a paper it may take back in a later run, its DOI too.
    shown = [{(p.id, p.title_key, p.doi if together else "") for p in ps} for ps in (once, others)]
    assert shown[0] == shown[1]
