"""The truth about an index: every paper as read, its chunks and their vectors, in one SQLite file.

The other two stores are derived from this one and can be rebuilt from it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from index import selection, tokens
from index.chunks import Chunk
from index.embedding import EmbedderStamp
from index.papers import Paper
from index.schema import create_tables, has_stamp, upgrade_tables
from index.stamp import (
    FILE,
    GATE,
    IndexMismatch,
    check_same,
    find_catalog,
    read_stamp,
)
from index.tokens import TokenSigns, Vectors

_ID_BATCH = 500  # SQLite takes 32,766 values a statement, older builds 999


class Catalog:
    """The papers of one index. `create` for the one writer, `open` for readers."""

    def __init__(self, connection: sqlite3.Connection, place: Path) -> None:
        self._connection = connection
        self._place = place
        self.embedder = self._read_stamp()

    @classmethod
    def create(cls, folder: Path, embedder: EmbedderStamp) -> "Catalog":
        """Open for writing, made if it is missing. Raises IndexMismatch on another embedder."""
        with _translated(folder):
            connection = sqlite3.connect(folder / FILE)
            if has_stamp(connection):
                upgrade_tables(connection)
            else:  # new, or killed while it was made
                create_tables(connection, embedder)
        catalog = cls(connection, folder)
        catalog.check_embedder(embedder)
        return catalog

    @classmethod
    def mend(cls, folder: Path) -> "Catalog":
        """Open an existing catalog for writing, brought to this schema; see `open`."""
        with _translated(folder):
            connection = sqlite3.connect(find_catalog(folder))
            if has_stamp(connection):
                upgrade_tables(connection)
        return cls(connection, folder)

    @classmethod
    def open(cls, folder: Path) -> "Catalog":
        """Open an existing catalog, and never make one. Raises IndexNotFound, IndexMismatch."""
        file = find_catalog(folder)
        with _translated(folder):
            # Read only; serialised by SQLite itself, since the page's threads share one reader.
            uri = f"{file.resolve().as_uri()}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        return cls(connection, folder)

    def close(self) -> None:
        self._connection.close()

    def check_embedder(self, embedder: EmbedderStamp) -> None:
        """Raises IndexMismatch, naming both, unless the index was made by this embedder."""
        check_same(embedder, self.embedder, self._place)

    def _read_stamp(self) -> EmbedderStamp:
        with _translated(self._place):
            made = has_stamp(self._connection)
            rows = self._connection.execute("SELECT key, value FROM stamp") if made else ()
            stamp = dict(rows)
        return read_stamp(stamp, self._place)

    @property
    def gate(self) -> float:
        """The confidence from which a question counts as answered, 0 to 1."""
        rows = self.query("SELECT value FROM stamp WHERE key = 'gate'")
        return float(rows[0][0]) if rows else GATE

    def set_gate(self, gate: float) -> None:
        with _translated(self._place), self._connection as transaction:
            transaction.execute("INSERT OR REPLACE INTO stamp VALUES ('gate', ?)", [str(gate)])

    def query(self, sql: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query; see index.selection."""
        with _translated(self._place):
            return self._connection.execute(sql, tuple(values)).fetchall()

    def hashes(self, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """(text hash, record hash) of those papers that are in the catalog, by id."""
        rows = self._select("SELECT id, text_hash, record_hash FROM papers WHERE id IN", ids)
        return {id: (text, record) for id, text, record in rows}

    def announce(self) -> None:
        """Note that the derived stores are about to change; `put` takes the note back."""
        with _translated(self._place), self._connection as transaction:
            transaction.execute("INSERT OR REPLACE INTO stamp VALUES ('writing', '1')")

    def was_cut_off(self) -> bool:
        """Whether a batch was announced and never put: the derived stores may be ahead."""
        with _translated(self._place):
            query = "SELECT 1 FROM stamp WHERE key = 'writing'"
            return self._connection.execute(query).fetchone() is not None

    def put(
        self,
        papers: list[Paper],
        chunks: list[Chunk],
        vectors: Vectors,
        signs: Sequence[TokenSigns],
    ) -> None:
        """Write papers in one transaction; those with chunks replace all chunks they had.

        `vectors` and `signs` have one row for each chunk, in order.
        """
        replaced = {chunk.paper.id for chunk in chunks}
        with _translated(self._place), self._connection as transaction:
            (last,) = transaction.execute("SELECT max(position) FROM papers").fetchone()
            transaction.execute("DELETE FROM stamp WHERE key = 'writing'")
            transaction.executemany(
                "INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "record = excluded.record, text_hash = excluded.text_hash, "
                "record_hash = excluded.record_hash, published = excluded.published",
                [_paper_row(paper, n) for n, paper in enumerate(papers, (last or 0) + 1)],
            )
            selection.write_facts(transaction, papers)
            old = [(id,) for id in sorted(replaced)]
            transaction.executemany(tokens.DELETE, old)
            transaction.executemany("DELETE FROM chunks WHERE paper = ?", old)
            transaction.executemany(
                "INSERT INTO chunks VALUES (?, ?, ?, ?, ?)",
                [
                    (chunk.id, chunk.paper.id, chunk.start, chunk.end, vector.tobytes())
                    for chunk, vector in zip(chunks, vectors, strict=True)
                ],
            )
            transaction.executemany(tokens.INSERT, tokens.to_rows(chunks, signs))

    def count_papers(self) -> int:
        return self._count("papers")

    def count_chunks(self) -> int:
        return self._count("chunks")

    def papers(self) -> Iterator[Paper]:
        """All papers, in the order in which they first arrived."""
        with _translated(self._place):
            for (record,) in self._connection.execute(
                "SELECT record FROM papers ORDER BY position"
            ):
                yield Paper.from_dict(json.loads(record))

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Those of the chunks that are in the catalog, by id."""
        rows = self._select(
            "SELECT chunks.id, record, start, end FROM chunks "
            "JOIN papers ON papers.id = chunks.paper WHERE chunks.id IN",
            ids,
        )
        return {id: Chunk(id, _paper(record), start, end) for id, record, start, end in rows}

    def tokens(self, ids: Iterable[str]) -> dict[str, TokenSigns]:
        """The tokens of those chunks that are in the catalog, by id."""
        return {row[0]: TokenSigns.from_blobs(*row[1:]) for row in self._select(tokens.SELECT, ids)}

    def embedded_chunks(self, size: int) -> Iterator[tuple[list[Chunk], Vectors]]:
        """Everything the derived stores hold, in batches of `size` chunks."""
        with _translated(self._place):
            cursor = self._connection.execute(
                "SELECT chunks.id, record, start, end, vector FROM chunks "
                "JOIN papers ON papers.id = chunks.paper ORDER BY position, chunks.id"
            )
            while rows := cursor.fetchmany(size):
                chunks = [Chunk(id, _paper(record), a, z) for id, record, a, z, _ in rows]
                yield chunks, np.stack([np.frombuffer(row[4], np.float32) for row in rows])

    def date_span(self) -> tuple[str, str] | None:
        """The oldest and the newest date as ISO text, or None when no paper has one."""
        ((oldest, newest),) = self.query("SELECT min(published), max(published) FROM papers")
        return (oldest, newest) if oldest else None

    def _count(self, table: str) -> int:
        ((count,),) = self.query(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name from here
        return int(count)

    def _select(self, query: str, ids: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        keys = list(ids)
        for start in range(0, len(keys), _ID_BATCH):
            batch = keys[start : start + _ID_BATCH]
            with _translated(self._place):
                yield from self._connection.execute(
                    f"{query} ({', '.join('?' * len(batch))})", batch
                ).fetchall()


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:  # the disk, the permissions, another writer
        raise IndexMismatch(f"{folder / FILE}: {error}; mend that, then try again") from error
    except sqlite3.DatabaseError as error:
        raise IndexMismatch(
            f"{folder / FILE} is damaged ({error}); index again to another folder: "
            "python -m index SOURCE --to NEWDIR"
        ) from error


def _paper(record: str) -> Paper:
    return Paper.from_dict(json.loads(record))


def _paper_row(paper: Paper, position: int) -> tuple[object, ...]:
    published = str(paper.published) if paper.published else None
    record = json.dumps(paper.to_dict(), ensure_ascii=False)
    return paper.id, record, paper.text_hash, paper.record_hash, published, position
