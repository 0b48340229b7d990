"""Records in batches: what a run is told of each paper, and which records are about one paper."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from index.ingest.arrivals import Arrivals
from index.papers.identity import hash_title
from index.papers.paper import BadPaper, Paper, Record, Remark

BATCH = 128  # records between two commits: what a kill can cost, some seconds of embedding
_WHILE = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Mention:
    """What one record says of a paper; `first` of this run; see merge_papers on `wins_ties`."""

    paper: Paper
    first: bool
    wins_ties: bool

    def of(self, id: str) -> "Mention":
        """The same, as a mention of a paper that has the id of its own which this record lacks."""
        return replace(self, paper=replace(self.paper, id=id), wins_ties=False)


@dataclass(slots=True)
class Batch:
    """Mentions of papers to look up together, by id.

    `doubles` has for an id the one under which the paper was known before, by its title alone; it
    is among the `removed`. `bad` are complaints and `remarks` what else is to be said, in the order
    of the records.
    """

    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    doubles: dict[str, str] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    bad: list[BadPaper] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    records: int = 0

    def add(self, id: str, mention: Mention) -> None:
        self.mentions.setdefault(id, []).append(mention)

    def succeed(self, id: str, double: str) -> None:
        """Let a paper with an id of its own take the place of its double."""
        self.removed.add(double)
        self.doubles[id] = double
        self.move(double, id)

    def move(self, bare: str, id: str) -> None:
        """What was said of a paper that was known by its title goes to the one with an id."""
        moved = [mention.of(id) for mention in self.mentions.pop(bare, [])]
        if moved:
            self.mentions[id] = moved + self.mentions.get(id, [])


def gather(records: Iterable[Record], arrivals: Arrivals) -> Iterator[Batch]:
    """Yield batches of BATCH records, or of what comes in a while from a source that is slow.

    `arrivals` knows what the run has read before.
    """
    batch, started = Batch(), time.monotonic()
    for record in records:
        if isinstance(record, Remark):
            batch.remarks.append(record)
            continue
        complaint = record if isinstance(record, BadPaper) else _add(record, batch, arrivals)
        if complaint:
            batch.bad.append(complaint)
        batch.records += 1
        if batch.records == BATCH or time.monotonic() - started > _WHILE:
            yield batch
            batch, started = Batch(), time.monotonic()
    if batch.records or batch.remarks:
        yield batch


def _add(paper: Paper, batch: Batch, arrivals: Arrivals) -> BadPaper | None:
    """Put a record into a batch; returns what is wrong."""
    before = arrivals.find(paper.id)
    if before and before.is_contradicted_by(paper):
        return BadPaper(
            f"id {paper.id!r} occurs twice: {paper.title[:60]!r} is skipped, the first, "
            f"{before.title[:60]!r}, is kept"
        )
    twin = arrivals.find_title(paper)
    if twin and not paper.is_identified:
        batch.add(twin.id, Mention(paper, first=False, wins_ties=False).of(twin.id))
        return None
    if before is None or (paper.version or 0) > (before.version or 0):
        arrivals.add(paper)
    succeeds = bool(twin and not before and twin.id == hash_title(twin.title))
    if twin and succeeds:
        batch.succeed(paper.id, twin.id)
    mention = Mention(paper, first=not (before or succeeds), wins_ties=not before)
    batch.add(paper.id, mention)
    return None
