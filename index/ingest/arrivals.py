"""Which papers a run has read so far: a table in a file of its own, since they may be millions."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import TracebackType

from index.errors import IndexFull
from index.papers.paper import Paper

_CREATE = """
CREATE TABLE kept (
    id TEXT PRIMARY KEY,
    version INTEGER,
    text_hash TEXT,             -- of these five nothing, where another paper's record stood for it
    source TEXT,
    title TEXT,
    title_key TEXT
) WITHOUT ROWID;
CREATE INDEX kept_title ON kept (title_key);
"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A paper that was read before, as its record was then."""

    id: str
    version: int | None
    text_hash: str
    source: str
    title: str

    def is_contradicted_by(self, paper: Paper) -> bool:
        """Whether the same source says something else of the same version."""
        return (self.version, self.source) == (paper.version, _source(paper)) and (
            self.text_hash != paper.text_hash
        )


class Arrivals:
    """The papers that one run has read, from all its sources; for the time of a `with` block.

    Raises IndexFull, also at its methods, where the disk of temporary files is.
    """

    def __enter__(self) -> "Arrivals":
        self._folder = TemporaryDirectory(prefix="askpapers-")
        self._file = Path(self._folder.name) / "arrivals.sqlite3"
        self._connection = sqlite3.connect(self._file, isolation_level=None)
        try:
            with _disk_errors():
                self._connection.execute("PRAGMA synchronous = OFF")  # nobody needs it afterwards
                self._connection.executescript(_CREATE)
                self._connection.execute("BEGIN")
        except IndexFull:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
        self._folder.cleanup()

    def find(self, id: str) -> Arrival | None:
        """The paper that came with this id."""
        return self._find("id = ?", id)

    def find_title(self, paper: Paper) -> Arrival | None:
        """A paper that came with this one's title, under another id."""
        return self._find("title_key = ? AND id != ?", paper.title_key, paper.id)

    def _find(self, condition: str, *values: str) -> Arrival | None:
        query = (
            "SELECT id, version, text_hash, source, title FROM kept "  # noqa: S608
            f"WHERE text_hash IS NOT NULL AND {condition} LIMIT 1"
        )
        with _disk_errors():  # what was added may be written only now
            row = self._connection.execute(query, values).fetchone()
        return Arrival(*row) if row else None

    def add(self, paper: Paper) -> None:
        row = (
            paper.id, paper.version, paper.text_hash, _source(paper), paper.title, paper.title_key,
        )  # fmt: skip
        with _disk_errors():
            self._connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?)", row)

    def keep(self, id: str) -> None:
        """Note that a paper is still there, by the record of its double."""
        with _disk_errors():
            self._connection.execute("INSERT OR IGNORE INTO kept (id) VALUES (?)", [id])

    def finish(self) -> Path:
        """The SQLite file whose table `kept` has the id of every paper that came."""
        with _disk_errors():
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN")
        return self._file


def _source(paper: Paper) -> str:
    return paper.sources[0] if paper.sources else ""


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        place = gettempdir()
        free = shutil.disk_usage(place).free / 1e6
        raise IndexFull(
            f"{place}: temporary files cannot be written ({error}; {free:,.0f} MB are free); make "
            "room, or name another folder in TMPDIR, then run the same command again"
        ) from error
