"""The truth about an index: every paper as read, its chunks and their vectors, in one SQLite file.

The other two stores are derived from this one and can be rebuilt from it. Papers are shown as one
generation of the index has them, whatever a run is writing meanwhile.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from index.embedding.embedder import EmbedderStamp
from index.embedding.tokens import TokenSigns, Vectors
from index.errors import IndexMismatch
from index.papers.chunks import Chunk, to_paper_id
from index.papers.paper import Paper
from index.store.catalog.facts import FACTS, KEYS, Keys
from index.store.catalog.schema import find_stamp
from index.store.catalog.stamp import FILE, GATE, check_same, find_catalog, read_stamp, tell_full

_LARGEST = 2**63 - 1  # of SQLite's integers
_ID_BATCH = 500  # SQLite takes 32,766 values a statement, older builds 999


@dataclass(frozen=True, slots=True)
class Generation:
    """A finished state of an index: `stores` names the folder of its derived stores.

    `stale` chunks were deleted from these since they were made from nothing.
    """

    number: int
    stores: str
    papers: int
    chunks: int
    stale: int


class Catalog:
    """The papers of one index as the newest finished generation has them.

    `generation` is None, and there is no paper, as long as no run has ended.
    """

    def __init__(self, connection: sqlite3.Connection, place: Path) -> None:
        self._connection = connection
        self._place = place
        self.embedder = self._read_stamp()
        self.generation = self.find_newest()
        number = self.generation.number if self.generation else 0
        self.show(f"born <= {number} AND (died IS NULL OR died > {number})")

    @classmethod
    def open(cls, folder: Path) -> "Catalog":
        """Open an existing catalog, and never make one. Raises IndexNotFound, IndexMismatch."""
        file = find_catalog(folder)
        with sqlite_errors(folder):
            # Read and write, since SQLite's log has a shared index; serialised by SQLite itself,
            # since the page's threads share one reader.
            uri = f"{file.resolve().as_uri()}?mode=rw"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            catalog = cls(connection, folder)
            connection.execute("PRAGMA query_only = ON")
        return catalog

    def close(self) -> None:
        self._connection.close()

    def show(self, condition: str) -> None:
        """Let `papers` be those entries only, in every query of this connection."""
        with sqlite_errors(self._place):
            self._connection.execute("DROP VIEW IF EXISTS temp.papers")
            self._connection.execute(
                f"CREATE TEMP VIEW papers AS SELECT * FROM main.papers WHERE {condition}"  # noqa: S608
            )

    def check_embedder(self, embedder: EmbedderStamp) -> None:
        """Raises IndexMismatch, naming both, unless the index was made by this embedder."""
        check_same(embedder, self.embedder, self._place)

    def _read_stamp(self) -> EmbedderStamp:
        with sqlite_errors(self._place):
            stamp = find_stamp(self._connection)
        return read_stamp(stamp, self._place)

    def find_newest(self) -> Generation | None:
        """The newest finished generation there is by now."""
        rows = self.query(
            "SELECT number, stores, papers, chunks, stale FROM generations "
            "ORDER BY number DESC LIMIT 1"
        )
        return Generation(*rows[0]) if rows else None

    @property
    def gate(self) -> float:
        """The confidence from which a question counts as answered, 0 to 1."""
        rows = self.query("SELECT value FROM stamp WHERE key = 'gate'")
        return float(rows[0][0]) if rows else GATE

    def query(self, sql: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query; see index.store.catalog.selection."""
        # No number here comes near those that SQLite cannot take.
        known = (min(one, _LARGEST) if isinstance(one, int) else one for one in values)
        with sqlite_errors(self._place):
            return self._connection.execute(sql, tuple(known)).fetchall()

    def hashed_papers(self) -> Iterator[tuple[str, str, Paper]]:
        """Yield (id, text hash) as noted at a paper's arrival, and the paper."""
        with sqlite_errors(self._place):
            for id, text_hash, record in self._connection.execute(
                "SELECT id, text_hash, record FROM papers JOIN records USING (entry)"
            ):
                yield id, text_hash, _paper(record)

    def papers(self) -> Iterator[Paper]:
        """All papers, in the order in which they first arrived."""
        with sqlite_errors(self._place):
            for (record,) in self._connection.execute(
                "SELECT record FROM papers JOIN records USING (entry) ORDER BY position"
            ):
                yield _paper(record)

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Those of the chunks that are in the catalog, by id."""
        rows = self._select("record, start, end", "records USING (entry) JOIN chunks", ids)
        return {id: Chunk(id, _paper(record), start, end) for id, record, start, end in rows}

    def tokens(self, ids: Iterable[str]) -> dict[str, TokenSigns]:
        """The tokens of those chunks that are in the catalog, by id."""
        rows = self._select("signs, spans", "tokens", ids)
        return {id: TokenSigns.from_blobs(signs, spans) for id, signs, spans in rows}

    def embedded_chunks(
        self, size: int, since: int = 0
    ) -> Iterator[tuple[list[Chunk], Vectors, Keys]]:
        """What the derived stores hold, in batches of `size` chunks; on the keys see `facts.KEYS`.

        All of it, or only what came with generation `since` or later.
        """
        with sqlite_errors(self._place):
            cursor = self._connection.execute(
                f"SELECT id || '#' || number, record, start, end, vector, {KEYS} FROM papers "  # noqa: S608
                "JOIN records USING (entry) JOIN chunks USING (body) WHERE indexed >= ?",
                [since],
            )
            while rows := cursor.fetchmany(size):
                chunks = [Chunk(id, _paper(record), a, z) for id, record, a, z, *_ in rows]
                keys = np.array([row[5:] for row in rows], np.int64)
                yield chunks, np.stack([_vector(row[4]) for row in rows]), keys

    def keys(self) -> Keys:
        """Of all chunks, ascending."""
        rows = self.query(f"SELECT {KEYS} FROM papers JOIN chunks USING (body) ORDER BY body")  # noqa: S608
        return np.array(rows, np.int64).reshape(len(rows), 1 + len(FACTS))

    def chunk_ids(self) -> set[str]:
        """The ids of all chunks."""
        rows = self.query("SELECT id || '#' || number FROM papers JOIN chunks USING (body)")
        return {id for (id,) in rows}

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """The vectors of those chunks that are in the catalog, by id, each (dimensions,)."""
        return {id: _vector(blob) for id, blob in self._select("vector", "chunks", ids)}

    def body_vectors(self, bodies: Iterable[int]) -> tuple[list[tuple[int, int]], Vectors]:
        """The chunks of these bodies: body and number of each, and vectors, a row for each."""
        rows = self.query(
            "SELECT body, number, vector FROM chunks "
            "WHERE body IN (SELECT value FROM json_each(?))",
            [json.dumps(list(bodies))],
        )
        return [row[:2] for row in rows], self._stack(row[2] for row in rows)

    def some_vectors(self, step: int) -> Vectors:
        """Those of about one chunk in `step`, spread over all, a row each."""
        rows = self.query(
            "SELECT vector FROM papers JOIN chunks USING (body) WHERE body % ? = 0", [step]
        )
        return self._stack(blob for (blob,) in rows)

    def _stack(self, blobs: Iterable[bytes]) -> Vectors:
        return np.frombuffer(b"".join(blobs), np.float32).reshape(-1, self.embedder.dimensions)

    def count(self) -> tuple[int, int]:
        """How many papers and chunks are shown, counted one by one."""
        ((papers,),) = self.query("SELECT count(*) FROM papers")
        ((chunks,),) = self.query("SELECT count(*) FROM papers JOIN chunks USING (body)")
        return int(papers), int(chunks)

    def _select(self, columns: str, tables: str, ids: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        """Yield (chunk id, *columns) of those chunks that are shown."""
        keys = set(ids)
        papers = sorted({to_paper_id(id) for id in keys})
        for start in range(0, len(papers), _ID_BATCH):
            batch = papers[start : start + _ID_BATCH]
            rows = self.query(
                f"SELECT id || '#' || number, {columns} FROM papers JOIN {tables} "  # noqa: S608
                f"USING (body) WHERE id IN ({', '.join('?' * len(batch))})",
                batch,
            )
            yield from (row for row in rows if row[0] in keys)


@contextmanager
def sqlite_errors(folder: Path) -> Iterator[None]:
    """What SQLite raises, as an IndexMismatch or IndexFull that says so."""
    try:
        yield
    except sqlite3.Error as error:
        _raise(error, folder)


def _raise(error: sqlite3.Error, folder: Path) -> NoReturn:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        raise tell_full(folder) from error
    if isinstance(error, sqlite3.OperationalError):  # the permissions, the disk, another writer
        raise IndexMismatch(f"{folder / FILE}: {error}; mend that, then try again") from error
    raise IndexMismatch(
        f"{folder / FILE} is damaged ({error}); index again to another folder: "
        "python -m index SOURCE --to NEWDIR"
    ) from error


def _paper(record: str) -> Paper:
    return Paper.from_dict(json.loads(record))


def _vector(blob: bytes) -> Vectors:
    return np.frombuffer(blob, np.float32)
