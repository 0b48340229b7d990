"""Records in batches."""

import pytest

from index.ingest import batches
from index.ingest.batches import BATCH, count_records, gather
from index.papers.paper import BadPaper, Record, Remark
from tests.conftest import make_paper

PAPERS = [make_paper(f"Paper {n}", "x") for n in range(BATCH + 3)]


def test_batches_are_of_one_size_but_the_last() -> None:
    assert [len(batch) for batch in gather(PAPERS)] == [BATCH, 3]
    assert list(gather([])) == []


def test_a_slow_source_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "_WHILE", -1)
    assert [len(batch) for batch in gather(PAPERS[:3])] == [1, 1, 1]


def test_remarks_stand_where_they_stood_and_are_not_counted() -> None:
    records: list[Record] = [Remark("odd"), BadPaper("no title"), *PAPERS[:BATCH], Remark("last")]
    first, second = gather(records)
    assert [*first, *second] == records
    assert [count_records(batch) for batch in (first, second)] == [BATCH, 1]
