"""What an answer says of records, against the catalog: each wrong value is found."""

from dataclasses import replace

import pytest

from index.embedding.loading import Embedder
from index.papers.filters import ALL, Order, PaperFilter
from index.papers.paper import Paper
from index.store.reader import IndexReader
from rag.answer.draft import Draft
from rag.answer.source import Record
from rag.answer.statements import (
    CountStatement,
    FactStatement,
    ItemStatement,
    NextStatement,
    PlaceStatement,
    Statement,
)
from rag.verification.records import RecordReviewer
from rag.verification.reviewer import Reviewer
from tests.conftest import MakeIndex, make_paper

APPLE = PaperFilter.make(organization="Apple")
OLDEST, NEWEST = Order("date", descending=False), Order("date")
TREES = make_paper("Trees", "We grow trees.", id="1", published="2016-03-09", author_count=2,
                   organization="Oak", upvotes=7)  # fmt: skip
NETS = make_paper("Nets", "We train nets.", id="2", published="1986-10-09", author_count=3)
MAPS = make_paper("Maps", "We draw maps.", id="3", published="2024-07", organization="Apple")
LAMPS = make_paper("Lamps", "We light lamps.", id="4", published="2024-07", organization="Apple")
OLD_DATELESS = make_paper("Undated", "We do not say when.", id="5")
PAPERS = [TREES, NETS, MAPS, LAMPS, OLD_DATELESS]


@pytest.fixture(scope="module")
def reviewer(
    tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex, embedder: Embedder
) -> RecordReviewer:
    folder = tmp_path_factory.mktemp("records") / "index"
    make_index(folder, list(PAPERS))
    return RecordReviewer(IndexReader(folder))


def place(paper: Paper, order: Order, nth: int = 1, **more: object) -> PlaceStatement:
    return replace(PlaceStatement(paper, order, nth, 4, 5, ALL), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        (FactStatement(TREES, "upvotes"), "Trees has 7 upvotes."),
        (FactStatement(NETS, "date"), "Nets was published on October 9, 1986."),
        (place(NETS, OLDEST), "Nets is the oldest of the 4 papers with a date: October 9, 1986."),
        (place(TREES, OLDEST, 2),
         "Trees is the second oldest of the 4 papers with a date: March 9, 2016."),
        (place(MAPS, NEWEST, ties=2),
         "2 papers are the newest of the 4 papers with a date, Maps among them: July 2024."),
        (place(LAMPS, NEWEST, 2), "Lamps is the second newest of the 4 papers with a date: "
         "July 2024."),
        (place(TREES, NEWEST, among=(TREES, NETS), known=2, every=2),
         "Trees is the newest of the 2 papers found on this topic: March 9, 2016."),
        (NextStatement(TREES, OLDEST, 2, ALL), "Trees follows: March 9, 2016."),
        (NextStatement(LAMPS, NEWEST, 1, ALL, ties=2), "Lamps: July 2024."),
        (CountStatement(MAPS, APPLE, 2, 2),
         "The index holds 2 papers by Apple; the newest is Maps, July 2024."),
        (ItemStatement(LAMPS, APPLE), "Lamps: July 2024."),
        (ItemStatement(OLD_DATELESS, ALL), "Undated: date unknown."),
    ],
)  # fmt: skip
def test_what_the_catalog_has_is_supported(
    reviewer: RecordReviewer, statement: Statement, text: str
) -> None:
    check = reviewer.check(Draft.of(statement))
    assert (statement.text, check.verdict) == (text, "supported"), check.reason
    assert check.reason == "the index's own record"


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        # "Trees is the oldest of the 4 papers with a date: March 9, 2016."
        (place(TREES, OLDEST), "says place 1 by date asc, where the catalog has 1986-10-09"),
        (place(NETS, OLDEST, 2), "says place 2 by date asc, where the catalog has 2016-03-09"),
        (place(NETS, OLDEST, known=168), "says 168 of 5 papers, the catalog has 4 of 5"),
        (place(NETS, OLDEST, every=4), "says 4 of 4 papers, the catalog has 4 of 5"),
        (place(MAPS, NEWEST, ties=3), "says that 3 papers share the place, the catalog has 2"),
        (place(NETS, NEWEST, among=(TREES, NETS), known=2, every=2),
         "says place 1 by date desc, where the catalog has 2016-03-09"),
        (place(TREES, NEWEST, filter=APPLE, known=2, every=2),
         "says place 1 by date desc, where the catalog has 2024-07"),
        (place(TREES, Order("comments"), known=0), "where the catalog has none"),
        (NextStatement(NETS, OLDEST, 2, ALL), "says place 2 by date asc"),
        (CountStatement(MAPS, APPLE, 3), "says 3 papers, the catalog has 2"),
        (CountStatement(MAPS, APPLE, 2, 1), "says 2 papers, the catalog has 2"),
        (CountStatement(NETS, ALL, 5), "says that the newest is of 1986-10-09"),
        (ItemStatement(TREES, APPLE), "says that 1 is by Apple, the catalog says it is not"),
        (FactStatement(replace(TREES, upvotes=8), "upvotes"), "says upvotes 8, the catalog has 7"),
        (FactStatement(replace(TREES, title="Bushes"), "upvotes"),
         "says title Bushes, the catalog has Trees"),
        (FactStatement(make_paper("New", "Not indexed.", id="9", upvotes=1), "upvotes"),
         "the catalog has no paper 9"),
    ],
)  # fmt: skip
def test_each_wrong_value_is_found(
    reviewer: RecordReviewer, statement: Statement, reason: str
) -> None:
    check = reviewer.check(Draft.of(statement))
    assert (check.verdict, check.rule) == ("unsupported", "record")
    assert reason in check.reason


def test_a_sentence_that_says_other_than_its_values_is_found(reviewer: RecordReviewer) -> None:
    draft = Draft.of(FactStatement(TREES, "upvotes"))
    for text in ("Trees has 8 upvotes.", "Trees has 7 upvotes. It is the best.", ""):
        assert reviewer.check(replace(draft, text=text)).verdict == "unsupported"


def test_a_record_is_no_ground_for_what_nobody_looked_up(reviewer: RecordReviewer) -> None:
    draft = Draft("Trees has 7 upvotes.", (Record(TREES),))
    assert reviewer.check(draft).verdict == "unsupported"
    assert Reviewer().check(draft).verdict == "uncited"
