"""Records in batches: which of them are about one paper."""

from collections.abc import Iterator

import pytest

from index.ingest import batches
from index.ingest.arrivals import Arrivals
from index.ingest.batches import BATCH, Batch, gather
from index.papers.paper import BadPaper, Record
from tests.conftest import make_paper

BARE = make_paper("Tides", "As a page lists it.", source="page")
TIDES = make_paper("Tides", "They rise.", id="2401.00001", source="arxiv-api")


@pytest.fixture
def arrivals() -> Iterator[Arrivals]:
    with Arrivals() as arrivals:
        yield arrivals


def gather_one(records: list[Record], arrivals: Arrivals) -> Batch:
    (batch,) = gather(records, arrivals)
    assert batch.records == len(records)
    return batch


def test_batches_are_of_one_size_but_the_last(arrivals: Arrivals) -> None:
    papers = (make_paper(f"Paper {n}", "x") for n in range(BATCH + 3))
    assert [batch.records for batch in gather(papers, arrivals)] == [BATCH, 3]
    assert list(gather([], arrivals)) == []


def test_a_slow_source_is_not_waited_for(
    arrivals: Arrivals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_WHILE", -1)
    papers = [make_paper(f"Paper {n}", "x") for n in range(3)]
    assert [batch.records for batch in gather(papers, arrivals)] == [1, 1, 1]


def test_complaints_come_in_the_order_of_the_records(arrivals: Arrivals) -> None:
    bad, other = BadPaper("no title"), make_paper("Rain", "It falls.", id=TIDES.id)
    batch = gather_one([TIDES, bad, make_paper("Tides", "No.", id=TIDES.id, source="arxiv-api")],
                       arrivals)  # fmt: skip
    assert batch.bad[0] is bad
    assert "occurs twice: 'Tides' is skipped, the first, 'Tides', is kept" in str(batch.bad[1])
    assert other.id in gather_one([other], arrivals).mentions  # of another source


@pytest.mark.parametrize("records", [[BARE, TIDES], [TIDES, BARE]])
def test_a_title_alone_and_an_id_are_one_paper(records: list[Record], arrivals: Arrivals) -> None:
    batch = gather_one(records, arrivals)
    (mentions,) = batch.mentions.values()
    assert [mention.paper.id for mention in mentions] == [TIDES.id] * 2
    assert [mention.paper.abstract for mention in mentions] == [r.abstract for r in records]  # type: ignore[union-attr]
    assert sum(mention.first for mention in mentions) == 1
    bare_first = records[0] is BARE
    assert batch.doubles == ({TIDES.id: BARE.id} if bare_first else {})
    assert batch.removed == ({BARE.id} if bare_first else set())
