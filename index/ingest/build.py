"""The offline path, start to end: records in, an index out, and an account of what happened."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, fields

from index.embedding.embedder import Embedder
from index.embedding.tokens import TokenSigns, Vectors, read_chunks
from index.ingest.arrivals import Arrivals
from index.ingest.batches import count_records, gather
from index.ingest.subjects import Subject, Subjects, list_keys
from index.papers.chunks import Chunk, split_chunks
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
        for batch in gather(records):
            chosen = run.choose(batch, report)
            # Only now, so that nothing is looked up while it writes.
            written = storing.submit(ledger.put, run.ready) if run.ready else None
            vectors, tokens = read_chunks(chosen.chunks, embedder)
            if written:
                written.result()
            run.ready = chosen.to_changes(vectors, tokens)
            report_done(count_records(batch))
    if run.ready:
        ledger.put(run.ready)
    return run.tally


@dataclass(slots=True)
class _Choice:
    """What of a batch is to be written; see Changes."""

    papers: list[Paper] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    withdrawn: list[Paper] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)

    def add(self, subject: Subject) -> None:
        paper, there = subject.paper, subject.there
        self.renamed |= dict.fromkeys(subject.former_ids, paper.id)
        self.keys += [(key, paper.id) for key in sorted(subject.new_keys)]
        if paper == there:
            return
        if paper.withdrawn:
            self.withdrawn.append(paper)
            return
        self.papers.append(paper)
        if not there or there.withdrawn or there.text_hash != paper.text_hash:
            self.chunks += split_chunks(paper)

    def to_changes(self, vectors: Vectors, tokens: Sequence[TokenSigns | None]) -> Changes:
        """With the chunks' vectors and tokens."""
        return Changes(
            self.papers, self.chunks, vectors, tokens, self.renamed, self.withdrawn, self.keys
        )


@dataclass(slots=True)
class _Run:
    """What is known while a source is read; `ready` is embedded and about to be written."""

    ledger: Ledger
    arrivals: Arrivals
    tally: Tally = field(default_factory=Tally)
    ready: Changes | None = None

    def choose(
        self, batch: Iterable[Record], report: Callable[[BadPaper | Remark], None]
    ) -> _Choice:
        """What a batch brings that differs from the index."""
        subjects = self._look_up([record for record in batch if isinstance(record, Paper)])
        for record in batch:
            said = subjects.add(record) if isinstance(record, Paper) else record
            self.tally.bad += isinstance(said, BadPaper)
            if said:
                report(said)
        chosen, settled = _Choice(), subjects.settle()
        for subject in settled:
            self._count(subject)
            chosen.add(subject)
        self.arrivals.forget(id for subject in settled for id in subject.former_ids)
        self.arrivals.add((one.paper.id, one.arrival) for one in settled if one.arrival)
        return chosen

    def _look_up(self, records: Sequence[Paper]) -> Subjects:
        """What records can be about, of what is in the index or about to be written."""
        renamed = self.ready.renamed if self.ready else {}
        keys = set().union(*map(list_keys, records))
        noted: dict[str, set[str]] = {}
        for key, ids in self.ledger.known_keys(keys).items():
            for id in ids:
                noted.setdefault(renamed.get(id, id), set()).add(key)
        titled = self.ledger.known_titles(record.title_key for record in records)
        known = self.ledger.known({*keys, *noted, *(id for ids in titled.values() for id in ids)})
        if self.ready:
            for key, id in (*self.ready.list_dois(), *self.ready.keys):
                noted.setdefault(id, set()).add(key)
            known = {id: paper for id, paper in known.items() if id not in renamed}
            known |= {paper.id: paper for paper in (*self.ready.papers, *self.ready.withdrawn)}
        return Subjects(known.values(), noted, self.arrivals.find(known))

    def _count(self, subject: Subject) -> None:
        paper, there, tally = subject.paper, subject.there, self.tally
        first, gone = bool(subject.records) and not subject.earlier, paper.withdrawn
        tally.duplicate += subject.records - first
        if first:
            tally.withdrawn += gone
            tally.unchanged += not gone and paper == there
            is_new = there is None or there.withdrawn
            tally.new += not gone and is_new
            tally.changed += not gone and paper != there and not is_new
