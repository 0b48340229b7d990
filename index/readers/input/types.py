"""What a source is, and what may be said about how it is to be read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.papers.paper import BadPaper, Paper, PaperDate, Record, Remark
from index.readers.input.encodings import UTF8

Records = Iterator[Record]
Placed = Iterator[tuple[int, Record]]  # with the line that each stands on


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file, packed or not, and the encoding of its text."""

    path: Path
    encoding: str = UTF8


class Gauge:
    """How far reading has come, in units of its own, where records would not tell.

    `watch`, where somebody sets it, is called after every move.
    """

    def __init__(self, unit: str, total: int | None) -> None:
        self.unit, self.total, self.done = unit, total, 0
        self.watch: Callable[[], object] = lambda: None

    def move(self, done: int) -> None:
        """Go on to a place, counted from the start."""
        self.done = done
        self.watch()


@dataclass(frozen=True, slots=True)
class Source:
    """One input, recognised but not yet read.

    `total` is the number of records to expect, where it is known. `finish` is to be called when
    all that the records say is safe in the index.
    """

    name: str
    total: int | None
    records: Records
    gauge: Gauge | None = None
    finish: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How sources are to be read.

    Args:
        year: the year of a Daily Papers page's dates that name none.
        kept: the folder where answers from the network are kept; None keeps none.
        refresh: ask for everything again, whatever is kept.
        whole: read all of a source, also where it could stop at what is known.
        pause: least seconds between two requests; None is what each server asks for.
        timeout: seconds to wait for a server to say something.
        known: which papers of these ids are in the index, by id.
        categories: of arXiv's snapshot only papers in one of these; empty takes all.
        since: of arXiv's snapshot only papers from this date on.

    """

    year: int | None = None
    kept: Path | None = None
    refresh: bool = False
    whole: bool = False
    pause: float | None = None
    timeout: float = 30.0
    known: Callable[[Iterable[str]], Mapping[str, Paper]] = lambda _: {}
    categories: frozenset[str] = field(default_factory=frozenset)
    since: PaperDate | None = None


def place(name: str, records: Iterable[tuple[int | None, Record]]) -> Records:
    """Yield the records; complaints and remarks with the source and line of theirs."""
    for line, record in records:
        yield record.at(name, line) if isinstance(record, BadPaper | Remark) else record
