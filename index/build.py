"""The offline path, start to end: records in, an index out, and an account of what happened."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice

from index.chunks import split_chunks
from index.embedding import Embedder
from index.papers import BadPaper, Paper
from index.store import IndexWriter
from index.tokens import read_chunks

BATCH = 64  # papers between two commits: what a kill can cost, some seconds of embedding

Record = Paper | BadPaper


@dataclass(slots=True)
class Tally:
    """What became of the records: `read` is the sum of the other four."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0

    @property
    def read(self) -> int:
        return self.new + self.changed + self.unchanged + self.bad

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def to_dict(self) -> dict[str, int]:
        return {"read": self.read} | {f.name: getattr(self, f.name) for f in fields(self)}


def index_papers(
    records: Iterable[Record],
    writer: IndexWriter,
    embedder: Embedder,
    *,
    report_bad: Callable[[BadPaper], None],
    report_done: Callable[[int], object] = lambda _: None,
) -> Tally:
    """Write one source's papers, batch by batch.

    A paper whose text is in the index as it stands is not embedded again; a bad record, or a
    second record with an id, is handed to `report_bad` and skipped. `report_done` gets the number
    of records dealt with after each step.
    """
    tally = Tally()
    papers = _refuse_bad(records, tally, report_bad, report_done)
    while batch := list(islice(papers, BATCH)):
        _index_batch(batch, writer, embedder, tally, report_done)
    return tally


def _refuse_bad(
    records: Iterable[Record],
    tally: Tally,
    report_bad: Callable[[BadPaper], None],
    report_done: Callable[[int], object],
) -> Iterator[Paper]:
    seen: dict[str, str] = {}
    for record in records:
        if isinstance(record, Paper) and record.id not in seen:
            seen[record.id] = record.title
            yield record
            continue
        if isinstance(record, Paper):
            record = BadPaper(
                f"id {record.id!r} occurs twice: {record.title[:60]!r} is skipped, the first, "
                f"{seen[record.id][:60]!r}, is kept"
            )
        tally.bad += 1
        report_bad(record)
        report_done(1)


def _index_batch(
    batch: list[Paper],
    writer: IndexWriter,
    embedder: Embedder,
    tally: Tally,
    report_done: Callable[[int], object],
) -> None:
    known = writer.known(paper.id for paper in batch)
    pending = [p for p in batch if p.id not in known or known[p.id].record_hash != p.record_hash]
    report_done(len(batch) - len(pending))
    chunks = [
        chunk
        for paper in pending
        if paper.id not in known or known[paper.id].text_hash != paper.text_hash
        for chunk in split_chunks(paper)
    ]
    vectors, tokens = read_chunks(chunks, embedder)
    if pending:
        writer.put(pending, chunks, vectors, tokens)
    changed = sum(paper.id in known for paper in pending)
    tally.unchanged += len(batch) - len(pending)
    tally.changed += changed
    tally.new += len(pending) - changed
    report_done(len(pending))
