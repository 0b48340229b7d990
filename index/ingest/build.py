"""The offline path, start to end: records in, an index out, and an account of what happened."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields, replace
from functools import reduce

from index.embedding.embedder import Embedder
from index.embedding.tokens import read_chunks
from index.ingest.arrivals import Arrivals
from index.ingest.batches import Batch, Mention, gather
from index.papers.chunks import Chunk, split_chunks
from index.papers.identity import hash_title
from index.papers.merging import merge_papers
from index.papers.paper import BadPaper, Paper, Record, Remark
from index.store.writer import Changes, Ledger


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
        return ", ".join(f"{n:,} {name}" for name, n in counts if n or name not in rare)


def index_papers(
    records: Iterable[Record],
    ledger: Ledger,
    embedder: Embedder,
    arrivals: Arrivals,
    *,
    report: Callable[[BadPaper | Remark], None],
    report_done: Callable[[int], object] = lambda _: None,
) -> Tally:
    """Write one source's papers, batch by batch, each while the next is embedded.

    A paper whose text is in the index as it stands is not embedded again. A bad record, or a
    second, different one with an id, is handed to `report` and skipped; a remark is
    handed to it too. `arrivals` knows what the run has read before, from this source and others.
    `report_done` gets the number of records dealt with after each step.
    """
    run = _Run(ledger, arrivals)
    with ThreadPoolExecutor(1) as storing:
        for batch in gather(records, arrivals):
            run.tally.bad += len(batch.bad)
            said: tuple[BadPaper | Remark, ...] = (*batch.remarks, *batch.bad)
            for one in said:
                report(one)
            papers, chunks, withdrawn = run.choose(batch)
            # Only now, so that nothing is looked up while it writes.
            written = storing.submit(ledger.put, run.ready) if run.ready else None
            vectors, tokens = read_chunks(chunks, embedder)
            if written:
                written.result()
            run.ready = Changes(papers, chunks, vectors, tokens, batch.removed, withdrawn)
            report_done(batch.records)
    if run.ready:
        ledger.put(run.ready)
    return run.tally


@dataclass(slots=True)
class _Run:
    """What is known while a source is read; `ready` is embedded and about to be written."""

    ledger: Ledger
    arrivals: Arrivals
    tally: Tally = field(default_factory=Tally)
    ready: Changes | None = None

    def choose(self, batch: Batch) -> tuple[list[Paper], list[Chunk], list[Paper]]:
        """The papers of a batch that differ from the index's, the chunks of those with new text,
        and the papers that are withdrawn.
        """
        self._find_doubles(batch)
        known = self._look_up([*batch.mentions, *batch.doubles.values()])
        papers: list[Paper] = []
        chunks: list[Chunk] = []
        withdrawn: list[Paper] = []
        for id, mentions in batch.mentions.items():
            there = known.get(id)
            before = there or known.get(batch.doubles.get(id, ""))
            paper = _merge(mentions, replace(before, id=id) if before else None)
            self._count(mentions, paper, there, before)
            if paper == there:
                continue
            if paper.withdrawn:
                withdrawn.append(paper)
                continue
            papers.append(paper)
            if not there or there.withdrawn or there.text_hash != paper.text_hash:
                chunks += split_chunks(paper)
        return papers, chunks, withdrawn

    def _find_doubles(self, batch: Batch) -> None:
        """Papers without an id of their own that are in the index with one; the reverse replace it.

        Only the title tells that they are the same, so that one of both must have nothing else.
        """
        papers = [mentions[0].paper for mentions in batch.mentions.values()]
        there = self.ledger.known_titles(paper.title_key for paper in papers)
        leaving = batch.removed.union(self.ready.removed if self.ready else ())
        for paper in papers:
            for other in there.get(paper.title_key, ()):
                if other == paper.id or other in leaving:
                    continue
                if not paper.is_identified:
                    batch.move(paper.id, other)
                    self.arrivals.keep(other)
                elif other == hash_title(paper.title):
                    batch.succeed(paper.id, other)

    def _look_up(self, ids: list[str]) -> dict[str, Paper]:
        """Those of the papers that are in the index, or are about to be written."""
        known = self.ledger.known(ids)
        if self.ready:
            known = {id: paper for id, paper in known.items() if id not in self.ready.removed}
            known |= {paper.id: paper for paper in (*self.ready.papers, *self.ready.withdrawn)}
        return known

    def _count(
        self, mentions: list[Mention], paper: Paper, there: Paper | None, before: Paper | None
    ) -> None:
        first, tally = any(mention.first for mention in mentions), self.tally
        tally.duplicate += len(mentions) - first
        if first:
            tally.withdrawn += paper.withdrawn
            tally.unchanged += not paper.withdrawn and paper == there
            is_new = before is None or before.withdrawn
            tally.new += not paper.withdrawn and is_new
            tally.changed += not paper.withdrawn and paper != there and not is_new


def _merge(mentions: list[Mention], before: Paper | None) -> Paper:
    """A paper as it was known, if it was, with all that is said of it."""
    start, rest = (before, mentions) if before else (mentions[0].paper, mentions[1:])
    return reduce(
        lambda paper, new: merge_papers(paper, new.paper, wins_ties=new.wins_ties), rest, start
    )
