"""Which papers a run has read so far: a table in a file of its own, since they may be millions."""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import TracebackType
from typing import NamedTuple

from index.errors import IndexFull
from index.papers.identity import Naming
from index.papers.paper import Paper

_CREATE = """
CREATE TABLE kept (
    id TEXT PRIMARY KEY,        -- under which the paper is in the index
    named TEXT NOT NULL,        -- of these what its best record had
    naming INTEGER NOT NULL,
    version INTEGER,
    text_hash TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL
) WITHOUT ROWID;
"""


class Arrival(NamedTuple):
    """A record that was read before of a paper, with the id that it gave and what that is."""

    named: str
    naming: int
    version: int | None
    text_hash: str
    source: str
    title: str

    @staticmethod
    def of(record: Paper) -> "Arrival":
        source = record.sources[0] if record.sources else ""
        return Arrival(
            record.id, record.naming, record.version, record.text_hash, source, record.title
        )

    def is_contradicted_by(self, other: "Arrival") -> bool:
        """Whether the same source says something else of the same id and version."""
        return (
            self.naming >= Naming.OWN
            and (self.named, self.version, self.source)
            == (other.named, other.version, other.source)
            and self.text_hash != other.text_hash
        )

    def has_doi_of(self, other: "Arrival") -> bool:
        """Whether a record of the same source and paper can have its DOI alone in common."""
        same_id = self.named == other.named and self.naming >= Naming.OWN
        return self.source == other.source and not same_id

    def yields_to(self, other: "Arrival") -> bool:
        """Whether a later record tells better which paper it is, or is of a newer version."""
        return other.naming > self.naming or (other.version or 0) > (self.version or 0)


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

    def find(self, ids: Iterable[str]) -> dict[str, Arrival]:
        """Those of the papers that have come, by id."""
        query = "SELECT * FROM kept WHERE id IN (SELECT value FROM json_each(?))"
        with _disk_errors():  # what was added may be written only now
            rows = self._connection.execute(query, [json.dumps(list(ids))]).fetchall()
        return {id: Arrival(*values) for id, *values in rows}

    def add(self, arrivals: Iterable[tuple[str, Arrival]]) -> None:
        """Note of papers, by id, that they have come."""
        rows = [(id, *arrival) for id, arrival in arrivals]
        with _disk_errors():
            self._connection.executemany(
                "INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?, ?)", rows
            )

    def forget(self, ids: Iterable[str]) -> None:
        """Of papers that have got another id."""
        with _disk_errors():
            self._connection.executemany("DELETE FROM kept WHERE id = ?", [(id,) for id in ids])

    def finish(self) -> Path:
        """The SQLite file whose table `kept` has the id of every paper that came."""
        with _disk_errors():
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN")
        return self._file


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
