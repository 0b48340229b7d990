"""The truth about an index: every paper as read, its chunks and their vectors, in one SQLite file.

The other two stores are derived from this one and can be rebuilt from it. Papers are shown as one
generation of the index has them, whatever a run is writing meanwhile.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index.embedding.embedder import EmbedderStamp
from index.embedding.tokens import TokenSigns, Vectors
from index.errors import IndexMismatch
from index.papers.chunks import Chunk, to_paper_id
from index.papers.paper import Paper
from index.store.catalog.facts import FACTS, KEYS, Keys, from_json
from index.store.catalog.file import (
    State,
    catalog_errors,
    connect_to_read,
    distrust,
    name_file,
    read_state,
)
from index.store.catalog.schema import find_stamp, has_own_tables
from index.store.catalog.stamp import (
    GATE,
    Generation,
    check_same,
    find_catalog,
    read_gate,
    read_stamp,
)

Made = TypeVar("Made")
_LARGEST = 2**63 - 1  # of SQLite's integers
_ID_BATCH = 500  # SQLite takes 32,766 values a statement, older builds 999


class Catalog:
    """The papers of one index as the newest finished generation has them.

    `generation` is None, and there is no paper, as long as no run has ended.
    """

    def __init__(self, connection: sqlite3.Connection, place: Path) -> None:
        self._connection = connection
        self._place = place
        self._state: State | None = None
        with catalog_errors(place):
            distrust(connection)
        self.embedder = self._read_stamp()
        self.generation = self.find_newest()
        number = self.generation.number if self.generation else 0
        self.show(f"born <= {number} AND (died IS NULL OR died > {number})")

    @classmethod
    def open(cls, folder: Path) -> "Catalog":
        """Open an existing catalog, and never make one. Raises IndexNotFound, IndexMismatch."""
        file = find_catalog(folder)
        with catalog_errors(folder):
            state = read_state(file)
            connection = connect_to_read(file)
            catalog = cls(connection, folder)
            catalog._state = state
            connection.execute("PRAGMA query_only = ON")
        return catalog

    def close(self) -> None:
        self._connection.close()

    def is_overtaken(self) -> bool:
        """Whether somebody has written a file that was taken for one that nobody writes."""
        return self._state is not None and read_state(find_catalog(self._place)) != self._state

    def show(self, condition: str) -> None:
        """Let `papers` be those entries only, in every query of this connection."""
        with catalog_errors(self._place):
            self._connection.execute("DROP VIEW IF EXISTS temp.papers")
            self._connection.execute(
                f"CREATE TEMP VIEW papers AS SELECT * FROM main.papers WHERE {condition}"  # noqa: S608
            )

    def check_embedder(self, embedder: EmbedderStamp) -> None:
        """Raises IndexMismatch, naming both, unless the index was made by this embedder."""
        check_same(embedder, self.embedder, self._place)

    def _read_stamp(self) -> EmbedderStamp:
        with catalog_errors(self._place):
            stamp = find_stamp(self._connection)
            embedder = read_stamp(stamp, self._place)
            if not has_own_tables(self._connection):
                raise IndexMismatch(
                    f"{name_file(self._place)} is no catalog of ours: its tables are not those of "
                    "an index; index again to another folder: python -m index SOURCE --to NEWDIR"
                )
        return embedder

    def find_newest(self) -> Generation | None:
        """The newest finished generation there is by now."""
        made = self.read(
            "SELECT number, stores, papers, chunks, stale FROM generations "
            "ORDER BY number DESC LIMIT 1",
            make=Generation,
        )
        return made[0] if made else None

    @property
    def gate(self) -> float:
        """The probability from which a question counts as answered, 0 to 1.

        Raises IndexMismatch where what the catalog says is none.
        """
        rows = self.query("SELECT value FROM stamp WHERE key = 'gate'")
        return read_gate(rows[0][0], self._place) if rows else GATE

    def query(
        self, sql: str, values: Iterable[object] = (), **named: object
    ) -> list[tuple[Any, ...]]:
        """All rows of one query; see index.store.catalog.selection."""
        with catalog_errors(self._place):
            return self._connection.execute(sql, named or _bound(values)).fetchall()

    def read(
        self, sql: str, values: Iterable[object] = (), *, make: Callable[..., Made]
    ) -> list[Made]:
        """What is made of each row of one query. Raises IndexMismatch where nothing can be."""
        with catalog_errors(self._place):
            return [make(*row) for row in self._connection.execute(sql, _bound(values))]

    def noted_papers(self) -> Iterator[tuple[str, str, str]]:
        """Yield id and text hash as noted at a paper's arrival, and its record."""
        with catalog_errors(self._place):
            yield from self._connection.execute(
                "SELECT id, text_hash, record FROM papers JOIN records USING (entry)"
            )

    def papers(self) -> Iterator[Paper]:
        """All papers, in the order in which they first arrived."""
        with catalog_errors(self._place):
            for id, record in self._connection.execute(
                "SELECT id, record FROM papers JOIN records USING (entry) ORDER BY position"
            ):
                yield from_json(id, record)

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Those of the chunks that are in the catalog, by id."""
        tables = "records USING (entry) JOIN chunks"
        return dict(self._select("record, start, end", tables, ids, _make_chunk))

    def tokens(self, ids: Iterable[str]) -> dict[str, TokenSigns]:
        """The tokens of those chunks that are in the catalog, by id."""
        return dict(self._select("signs, spans", "tokens", ids, self._make_tokens))

    def embedded_chunks(
        self, size: int, since: int = 0
    ) -> Iterator[tuple[list[Chunk], Vectors, Keys]]:
        """What the derived stores hold, in batches of `size` chunks; on the keys see `facts.KEYS`.

        All of it, or only what came with generation `since` or later.
        """
        with catalog_errors(self._place):
            cursor = self._connection.execute(
                f"SELECT id || '#' || number, record, start, end, vector, {KEYS} FROM papers "  # noqa: S608
                "JOIN records USING (entry) JOIN chunks USING (body) WHERE indexed >= ?",
                [since],
            )
            while rows := cursor.fetchmany(size):
                chunks = [_make_chunk(*row[:4])[1] for row in rows]
                keys = np.array([row[5:] for row in rows], np.int64)
                yield chunks, np.stack([self._make_vector(row[0], row[4])[1] for row in rows]), keys

    def keys(self) -> Keys:
        """Of all chunks, ascending."""
        rows = self.query(f"SELECT {KEYS} FROM papers JOIN chunks USING (body) ORDER BY body")  # noqa: S608
        with catalog_errors(self._place):
            return np.array(rows, np.int64).reshape(len(rows), 1 + len(FACTS))

    def chunk_ids(self) -> set[str]:
        """The ids of all chunks."""
        rows = self.query("SELECT id || '#' || number FROM papers JOIN chunks USING (body)")
        return {id for (id,) in rows}

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """The vectors of those chunks that are in the catalog, by id, each (dimensions,)."""
        return dict(self._select("vector", "chunks", ids, self._make_vector))

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
        with catalog_errors(self._place):
            return np.frombuffer(b"".join(blobs), np.float32).reshape(-1, self.embedder.dimensions)

    def count(self) -> tuple[int, int]:
        """How many papers and chunks are shown, counted one by one."""
        ((papers,),) = self.query("SELECT count(*) FROM papers")
        ((chunks,),) = self.query("SELECT count(*) FROM papers JOIN chunks USING (body)")
        return int(papers), int(chunks)

    def _select(
        self, columns: str, tables: str, ids: Iterable[str], make: Callable[..., tuple[str, Made]]
    ) -> Iterator[tuple[str, Made]]:
        """Yield what is made of (chunk id, *columns) of those chunks that are shown."""
        keys = set(ids)
        papers = sorted({to_paper_id(id) for id in keys})
        for start in range(0, len(papers), _ID_BATCH):
            batch = papers[start : start + _ID_BATCH]
            rows = self.query(
                f"SELECT id || '#' || number, {columns} FROM papers JOIN {tables} "  # noqa: S608
                f"USING (body) WHERE id IN ({', '.join('?' * len(batch))})",
                batch,
            )
            with catalog_errors(self._place):
                yield from [make(*row) for row in rows if row[0] in keys]

    def _make_vector(self, id: str, blob: bytes) -> tuple[str, Vectors]:
        return id, np.frombuffer(blob, np.float32).reshape(self.embedder.dimensions)

    def _make_tokens(self, id: str, signs: bytes, spans: bytes) -> tuple[str, TokenSigns]:
        return id, TokenSigns.from_blobs(signs, spans, self.embedder.dimensions)


def _make_chunk(id: str, record: str, start: int, end: int) -> tuple[str, Chunk]:
    paper = from_json(to_paper_id(id), record)
    if not 0 <= start < end <= len(paper.abstract):
        raise ValueError(f"{id} is from {start} to {end} of {len(paper.abstract)} characters")
    return id, Chunk(id, paper, start, end)


def _bound(values: Iterable[object]) -> tuple[object, ...]:
    """Values as SQLite takes them; no number here comes near those that it cannot take."""
    return tuple(min(one, _LARGEST) if isinstance(one, int) else one for one in values)
