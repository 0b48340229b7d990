"""Records in batches, each of which is looked up, embedded and written together."""

import time
from collections.abc import Iterable, Iterator

from index.papers.paper import Record, Remark

BATCH = 128  # records between two commits: what a kill can cost, some seconds of embedding
_WHILE = 2.0  # seconds


def gather(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Yield batches of BATCH records, or of what comes in a while from a source that is slow.

    Remarks come with the records that they stand before, and are not counted.
    """
    batch, count, started = list[Record](), 0, time.monotonic()
    for record in records:
        batch.append(record)
        if isinstance(record, Remark):
            continue
        count += 1
        if count == BATCH or time.monotonic() - started > _WHILE:
            yield batch
            batch, count, started = [], 0, time.monotonic()
    if batch:
        yield batch


def count_records(batch: Iterable[Record]) -> int:
    """How many are papers or complaints."""
    return sum(not isinstance(record, Remark) for record in batch)
