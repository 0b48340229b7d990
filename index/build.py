"""The offline path, start to end: records in, an index out, and an account of what happened."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields

from index.arrivals import Arrivals
from index.chunks import Chunk, split_chunks
from index.embedder import Embedder
from index.identity import hash_title
from index.papers import BadPaper, Paper
from index.store import IndexWriter
from index.tokens import TokenSigns, Vectors, read_chunks

BATCH = 128  # papers between two commits: what a kill can cost, some seconds of embedding

Record = Paper | BadPaper


@dataclass(slots=True)
class Tally:
    """What became of the records: `read` is the sum of the others but `removed`.

    A `duplicate` is a second record of a paper: the newer version, or the one with an arXiv id,
    is kept. A paper that is `withdrawn` is not in the index, or not any more. `removed` counts
    papers that no source has any more.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicate: int = 0
    withdrawn: int = 0
    bad: int = 0
    removed: int = 0

    @property
    def read(self) -> int:
        return sum(self.to_counts().values()) - self.removed

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def to_dict(self) -> dict[str, int]:
        return {"read": self.read} | self.to_counts()

    def to_counts(self) -> dict[str, int]:
        """The counts by name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    def __str__(self) -> str:
        """ "85 read, 85 new, 0 changed, …": the rarer ones only where they are not 0."""
        rare = ("duplicate", "withdrawn", "removed")
        counts = self.to_dict().items()
        return ", ".join(f"{n} {name}" for name, n in counts if n or name not in rare)


@dataclass(slots=True)
class _Batch:
    """Papers to look up together, by id; ids that leave the index, and those that come for them."""

    papers: dict[str, Paper] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    successors: set[str] = field(default_factory=set)
    records: int = 0

    def drop(self, id: str) -> bool:
        """Take a paper out; returns whether it was there."""
        return self.papers.pop(id, None) is not None

    def succeed(self, paper: Paper, double: str) -> None:
        """Let a paper take the place of its double."""
        self.removed.add(double)
        self.successors.add(paper.id)


@dataclass(frozen=True, slots=True)
class _Embedded:
    """What the writer puts at once."""

    papers: list[Paper]
    chunks: list[Chunk]
    vectors: Vectors
    tokens: list[TokenSigns]
    removed: set[str]


def index_papers(
    records: Iterable[Record],
    writer: IndexWriter,
    embedder: Embedder,
    arrivals: Arrivals,
    *,
    report_bad: Callable[[BadPaper], None],
    report_done: Callable[[int], object] = lambda _: None,
) -> Tally:
    """Write one source's papers, batch by batch, each while the next is embedded.

    A paper whose text is in the index as it stands is not embedded again. A bad record, or a
    second, different one with an id, is handed to `report_bad` and skipped. `arrivals` knows what
    the run has read before, from this source and others. `report_done` gets the number of records
    dealt with after each step.
    """
    tally = Tally()
    ready: _Embedded | None = None
    with ThreadPoolExecutor(1) as storing:
        for batch in _gather(records, arrivals, tally, report_bad):
            papers, chunks = _choose(batch, writer, arrivals, tally)
            # Only now, so that nothing is looked up while it writes.
            written = storing.submit(_write, ready, writer) if ready else None
            vectors, tokens = read_chunks(chunks, embedder)
            if written:
                written.result()
            ready = _Embedded(papers, chunks, vectors, tokens, batch.removed)
            report_done(batch.records)
    if ready:
        _write(ready, writer)
    return tally


def _gather(
    records: Iterable[Record],
    arrivals: Arrivals,
    tally: Tally,
    report_bad: Callable[[BadPaper], None],
) -> Iterator[_Batch]:
    """Yield batches of BATCH records, without the bad, the withdrawn and the double ones."""
    batch = _Batch()
    for record in records:
        complaint = record if isinstance(record, BadPaper) else _add(record, batch, arrivals, tally)
        if complaint:
            tally.bad += 1
            report_bad(complaint)
        batch.records += 1
        if batch.records == BATCH:
            yield batch
            batch = _Batch()
    if batch.records:
        yield batch


def _add(paper: Paper, batch: _Batch, arrivals: Arrivals, tally: Tally) -> BadPaper | None:
    """Put a paper into a batch, unless it is withdrawn or a double; returns what is wrong."""
    before = arrivals.find(paper.id)
    newer = before is None or (paper.version or 0) > (before.version or 0)
    if before and before.text_hash != paper.text_hash and before.version == paper.version:
        return BadPaper(
            f"id {paper.id!r} occurs twice: {paper.title[:60]!r} is skipped, the first, "
            f"{before.title[:60]!r}, is kept"
        )
    if not newer or _is_double(paper, batch, arrivals, tally):
        tally.duplicate += 1
        return None
    arrivals.add(paper)
    if paper.withdrawn:
        tally.duplicate += batch.drop(paper.id)
        tally.withdrawn += 1
        batch.removed.add(paper.id)
    else:
        tally.duplicate += before is not None
        batch.papers[paper.id] = paper
        batch.removed.discard(paper.id)
    return None


def _is_double(paper: Paper, batch: _Batch, arrivals: Arrivals, tally: Tally) -> bool:
    """Whether a paper that has no id but its title came already with one; the reverse replaces it.

    Only the title tells that they are the same, so that one of both must have nothing else.
    """
    twin = arrivals.find_title(paper)
    if twin and not paper.is_identified:
        arrivals.keep(paper.id)
        return True
    if twin and twin.id == hash_title(twin.title):
        batch.succeed(paper, twin.id)
        tally.duplicate += batch.drop(twin.id)
    return False


def _choose(
    batch: _Batch, writer: IndexWriter, arrivals: Arrivals, tally: Tally
) -> tuple[list[Paper], list[Chunk]]:
    """The papers of a batch that differ from the index's, and the chunks of those with new text."""
    known = writer.known(batch.papers)
    doubles = _find_doubles(batch, writer, arrivals)
    papers: list[Paper] = []
    chunks: list[Chunk] = []
    for id, paper in batch.papers.items():
        there = known.get(id)
        if id in doubles or (there and (paper.version or 0) < (there.version or 0)):
            tally.duplicate += 1
        elif there and there.record_hash == paper.record_hash:
            tally.unchanged += 1
        else:
            papers.append(paper)
            if not there or there.text_hash != paper.text_hash:
                chunks += split_chunks(paper)
            is_new = there is None and id not in batch.successors
            tally.new += is_new
            tally.changed += not is_new
    return papers, chunks


def _find_doubles(batch: _Batch, writer: IndexWriter, arrivals: Arrivals) -> set[str]:
    """Papers without an id of their own that are in the index with one; the reverse replace it."""
    doubles = set()
    there = writer.known_titles(paper.title_key for paper in batch.papers.values())
    for paper in batch.papers.values():
        for other in there.get(paper.title_key, ()):
            if other == paper.id or other in batch.removed:
                continue
            if not paper.is_identified:
                doubles.add(paper.id)
                arrivals.keep(other)
            elif other == hash_title(paper.title):
                batch.succeed(paper, other)
    return doubles


def _write(ready: _Embedded, writer: IndexWriter) -> None:
    writer.put(ready.papers, ready.chunks, ready.vectors, ready.tokens, ready.removed)
