"""The offline path, start to end: records in, an index out, and an account of what happened."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields, replace
from functools import reduce

from index.embedding.embedder import Embedder
from index.embedding.tokens import TokenSigns, Vectors, read_chunks
from index.ingest.arrivals import Arrivals
from index.ingest.batches import Batch, Word, gather
from index.papers.chunks import Chunk, split_chunks
from index.papers.identity import hash_title
from index.papers.merging import merge_papers
from index.papers.paper import BadPaper, Paper, Record
from index.store.reader import IndexWriter


@dataclass(slots=True)
class Tally:
    """What became of the records: `read` is the sum of the others but `removed`.

    A `duplicate` is a further record of a paper: what it says is merged. A paper that is
    `withdrawn` is not in the index, or not any more. `removed` counts papers that no source has
    any more.
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


@dataclass(frozen=True, slots=True)
class _Embedded:
    """What the writer puts at once."""

    papers: list[Paper]
    chunks: list[Chunk]
    vectors: Vectors
    tokens: list[TokenSigns]
    removed: set[str]
    withdrawn: list[Paper]


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
        for batch in gather(records, arrivals):
            tally.bad += len(batch.bad)
            for complaint in batch.bad:
                report_bad(complaint)
            papers, chunks, withdrawn = _choose(batch, writer, ready, arrivals, tally)
            # Only now, so that nothing is looked up while it writes.
            written = storing.submit(_write, ready, writer) if ready else None
            vectors, tokens = read_chunks(chunks, embedder)
            if written:
                written.result()
            ready = _Embedded(papers, chunks, vectors, tokens, batch.removed, withdrawn)
            report_done(batch.records)
    if ready:
        _write(ready, writer)
    return tally


def _choose(
    batch: Batch, writer: IndexWriter, ready: _Embedded | None, arrivals: Arrivals, tally: Tally
) -> tuple[list[Paper], list[Chunk], list[Paper]]:
    """The papers of a batch that differ from the index's, the chunks of those with new text, and
    the papers that are withdrawn.
    """
    _find_doubles(batch, writer, ready, arrivals)
    known = _look_up([*batch.words, *batch.doubles.values()], writer, ready)
    papers: list[Paper] = []
    chunks: list[Chunk] = []
    withdrawn: list[Paper] = []
    for id, words in batch.words.items():
        there = known.get(id)
        before = there or known.get(batch.doubles.get(id, ""))
        paper = _hear(words, replace(before, id=id) if before else None)
        _count(words, paper, there, before, tally)
        if paper == there:
            continue
        if paper.withdrawn:
            withdrawn.append(paper)
            continue
        papers.append(paper)
        if not there or there.withdrawn or there.text_hash != paper.text_hash:
            chunks += split_chunks(paper)
    return papers, chunks, withdrawn


def _hear(words: list[Word], before: Paper | None) -> Paper:
    """A paper as it was known, if it was, with all that is said of it."""
    start, rest = (before, words) if before else (words[0].paper, words[1:])
    return reduce(
        lambda paper, word: merge_papers(paper, word.paper, wins_ties=word.wins_ties), rest, start
    )


def _count(
    words: list[Word], paper: Paper, there: Paper | None, before: Paper | None, tally: Tally
) -> None:
    first = any(word.first for word in words)
    tally.duplicate += len(words) - first
    if first:
        tally.withdrawn += paper.withdrawn
        tally.unchanged += not paper.withdrawn and paper == there
        is_new = before is None or before.withdrawn
        tally.new += not paper.withdrawn and is_new
        tally.changed += not paper.withdrawn and paper != there and not is_new


def _find_doubles(
    batch: Batch, writer: IndexWriter, ready: _Embedded | None, arrivals: Arrivals
) -> None:
    """Papers without an id of their own that are in the index with one; the reverse replace it.

    Only the title tells that they are the same, so that one of both must have nothing else.
    """
    papers = [words[0].paper for words in batch.words.values()]
    there = writer.known_titles(paper.title_key for paper in papers)
    leaving = batch.removed | (ready.removed if ready else set())
    for paper in papers:
        for other in there.get(paper.title_key, ()):
            if other == paper.id or other in leaving:
                continue
            if not paper.is_identified:
                batch.move(paper.id, other)
                arrivals.keep(other)
            elif other == hash_title(paper.title):
                batch.succeed(paper.id, other)


def _look_up(ids: list[str], writer: IndexWriter, ready: _Embedded | None) -> dict[str, Paper]:
    """Those of the papers that are in the index, or are about to be written."""
    known = writer.known(ids)
    if ready:
        known = {id: paper for id, paper in known.items() if id not in ready.removed}
        known |= {paper.id: paper for paper in (*ready.papers, *ready.withdrawn)}
    return known


def _write(ready: _Embedded, writer: IndexWriter) -> None:
    writer.put(
        ready.papers, ready.chunks, ready.vectors, ready.tokens, ready.removed, ready.withdrawn
    )
