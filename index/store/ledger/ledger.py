"""The catalog while a run writes it: every change belongs to the generation that comes next.

Nothing a reader sees is touched. A change is an entry more, and the old entry's note of when it
died; `publish` makes all of a run's changes seen at once. A run that is killed leaves changes that
the next run goes on with.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index.embedding.embedder import EmbedderStamp
from index.papers.paper import Paper
from index.store.catalog.catalog import Catalog
from index.store.catalog.facts import FACTS, from_json, read_facts, to_json, write_entry
from index.store.catalog.file import catalog_errors
from index.store.catalog.schema import create_tables, has_stamp
from index.store.catalog.stamp import FILE, Generation
from index.store.ledger.changes import Changes, Text

_KEPT = 2  # generations: the newest, and the one that readers may just be leaving
_NAMESAKES = 100
_LIVING = "died IS NULL"
_FACTS = ", ".join(FACTS)


class Ledger:
    """The catalog at a path, for its one writer; made where it is missing.

    Raises IndexMismatch on another embedder.
    """

    def __init__(self, folder: Path, embedder: EmbedderStamp | None, file: str = FILE) -> None:
        self.place = folder
        with catalog_errors(folder):
            # Entries are written by a thread of their own, and read between their batches.
            self._connection = sqlite3.connect(folder / file, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            if embedder and not has_stamp(self._connection):  # new, or killed while it was made
                create_tables(self._connection, embedder)
        self.catalog = Catalog(self._connection, folder)
        if embedder:
            self.catalog.check_embedder(embedder)
        self.catalog.show(_LIVING)

    @property
    def published(self) -> Generation | None:
        """The newest finished generation."""
        return self.catalog.generation

    @property
    def working(self) -> int:
        """The number of the generation that comes next."""
        return self.published.number + 1 if self.published else 1

    def close(self) -> None:
        self._connection.close()

    def known(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Those of the papers that are there, by id; the withdrawn ones too."""
        keys = json.dumps(list(ids))
        among = "id IN (SELECT value FROM json_each(?))"
        papers = self.catalog.read(
            f"SELECT id, record FROM papers JOIN records USING (entry) WHERE {among} "  # noqa: S608
            f"UNION ALL SELECT id, record FROM withdrawn WHERE {among}",
            [keys, keys],
            make=from_json,
        )
        return {paper.id: paper for paper in papers}

    def known_titles(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the papers with these title keys, of each at most 100; the withdrawn too.

        More than that have "Editorial" and the like, which tells nothing.
        """
        among = "title_key IN (SELECT value FROM json_each(?))"
        return self._list_ids(
            "SELECT title_key, id FROM (SELECT title_key, id, row_number() "  # noqa: S608
            "OVER (PARTITION BY title_key ORDER BY id) AS place FROM "
            f"(SELECT title_key, id FROM papers WHERE {among} "
            f"UNION ALL SELECT title_key, id FROM withdrawn WHERE {among})) "
            f"WHERE place <= {_NAMESAKES}",
            keys,
        )

    def known_keys(self, keys: Iterable[str]) -> dict[str, list[str]]:
        """The ids of the papers that are known by these keys, such as DOIs; see Changes."""
        query = "SELECT key, id FROM keys WHERE key IN (SELECT value FROM json_each(?))"
        return self._list_ids(query, keys)

    def _list_ids(self, query: str, keys: Iterable[str]) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, id in self.catalog.query(query, [json.dumps(list(keys))] * query.count("?")):
            found.setdefault(key, []).append(id)
        return found

    def put(self, changes: Changes) -> None:
        """Write changes, all or none of them."""
        texts, before = changes.group_texts(), changes.group_renamed()
        with self._transaction():
            (last,) = self._connection.execute("SELECT max(position) FROM main.papers").fetchone()
            for new, paper in enumerate(changes.papers, (last or 0) + 1):
                ids = [paper.id, *before.get(paper.id, [])]
                self._put_one(paper, new, texts.get(paper.id), ids)
            gone = [*changes.renamed, *(paper.id for paper in changes.withdrawn)]
            self._end("id IN (SELECT value FROM json_each(?))", [json.dumps(gone)])
            self._note_withdrawn(changes)
            self._note_keys(changes)

    def _note_withdrawn(self, changes: Changes) -> None:
        back = [*changes.renamed, *(paper.id for paper in changes.papers)]
        self._connection.executemany("DELETE FROM withdrawn WHERE id = ?", [(id,) for id in back])
        rows = [(paper.id, paper.title_key, to_json(paper)) for paper in changes.withdrawn]
        self._connection.executemany("INSERT OR REPLACE INTO withdrawn VALUES (?, ?, ?)", rows)

    def _note_keys(self, changes: Changes) -> None:
        moved = [(id, old) for old, id in changes.renamed.items()]
        self._connection.executemany("UPDATE OR REPLACE keys SET id = ? WHERE id = ?", moved)
        rows = [*changes.list_dois(), *changes.keys]
        self._connection.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", rows)

    def _put_one(self, paper: Paper, new: int, text: Text | None, ids: list[str]) -> None:
        """Write an entry in place of that of the first of these ids which has one."""
        query = f"SELECT entry, body, indexed, position, id, {_FACTS} FROM papers WHERE id = ?"  # noqa: S608
        rows = (self._connection.execute(query, [id]).fetchone() for id in ids)
        old = next((row for row in rows if row), None)
        _, body, indexed, position, id, *known = old or (None, None, self.working, new, None)
        facts = read_facts(self._connection, paper)
        if text is not None:
            body, indexed = None, self.working
        elif (id, *facts[: len(known)]) != (paper.id, *known):
            indexed = self.working  # the derived stores take its text again, with its new facts
        born = (self.working, indexed, position)
        entry = write_entry(self._connection, paper, born, facts)
        body = entry if body is None else body
        self._connection.execute("UPDATE main.papers SET body = ? WHERE entry = ?", [body, entry])
        for chunk, vector, signs in text or ():
            number = int(chunk.id.rpartition("#")[2])
            values = (body, number, chunk.start, chunk.end, vector)
            self._connection.execute("INSERT INTO chunks VALUES (?, ?, ?, ?, ?)", values)
            if signs:
                row = (body, number, *signs.to_blobs())
                self._connection.execute("INSERT INTO tokens VALUES (?, ?, ?, ?)", row)
        if old:
            self._end("entry = ?", [old[0]])

    def keep_only(self, others: Path) -> int:
        """Take out every paper whose id is not in the table `kept` of another database.

        One transaction: a kill leaves all of them or none. Returns how many there were.
        """
        with catalog_errors(self.place):
            self._connection.execute("ATTACH ? AS other", [str(others)])
            try:
                with self._transaction():
                    gone = "id NOT IN (SELECT id FROM other.kept)"
                    self._connection.execute(
                        f"DELETE FROM keys WHERE {gone} "  # noqa: S608
                        "AND id NOT IN (SELECT id FROM withdrawn)"
                    )
                    return self._end(gone, [])
            finally:
                self._connection.execute("DETACH other")

    def _end(self, condition: str, values: list[object]) -> int:
        """End living entries; those that no generation has shown leave no trace."""
        which = f"{_LIVING} AND {condition}"
        (count,) = self._connection.execute(
            f"SELECT count(*) FROM main.papers WHERE {which}",  # noqa: S608
            values,
        ).fetchone()
        self._drop(f"{which} AND born = ?", [*values, self.working])
        self._connection.execute(
            f"UPDATE main.papers SET died = ? WHERE {which}",  # noqa: S608
            [self.working, *values],
        )
        return int(count)

    def _drop(self, condition: str, values: list[object]) -> None:
        query = f"SELECT entry, body FROM main.papers WHERE {condition}"  # noqa: S608
        rows = self._connection.execute(query, values).fetchall()
        entries = [(entry,) for entry, _ in rows]
        for table in ("main.papers", "records", "authors"):
            self._connection.executemany(f"DELETE FROM {table} WHERE entry = ?", entries)  # noqa: S608
        bodies = [(body,) for _, body in rows]
        for table in ("chunks", "tokens"):
            self._connection.executemany(
                f"DELETE FROM {table} WHERE body = ? "  # noqa: S608
                f"AND NOT EXISTS (SELECT 1 FROM main.papers p WHERE p.body = {table}.body)",
                bodies,
            )

    def has_changes(self) -> bool:
        """Whether the next generation differs from the newest finished one."""
        query = (
            "SELECT EXISTS (SELECT 1 FROM main.papers WHERE born = :next) "
            "OR EXISTS (SELECT 1 FROM main.papers WHERE died = :next)"
        )
        with catalog_errors(self.place):
            return bool(self._connection.execute(query, {"next": self.working}).fetchone()[0])

    def has_new_chunks(self) -> bool:
        """Whether any text came since the newest finished generation."""
        query = "SELECT EXISTS (SELECT 1 FROM papers WHERE indexed = ?)"
        return bool(self.catalog.query(query, [self.working])[0][0])

    def removed_chunks(self) -> dict[str, int]:
        """Chunks that the newest finished generation has and the next one has not, or anew.

        With the body of each.
        """
        rows = self.catalog.query(
            "SELECT DISTINCT id || '#' || number, body FROM main.papers AS old "
            "JOIN chunks USING (body) WHERE died = ? AND NOT EXISTS "
            "(SELECT 1 FROM papers WHERE papers.body = old.body AND papers.indexed < ?)",
            [self.working, self.working],
        )
        return dict(rows)

    def publish(self, stores: str, stale: int) -> Generation:
        """Make every change seen at once, and drop what no reader can need any more."""
        made = Generation(self.working, stores, *self.catalog.count(), stale)
        with self._transaction():
            row = (made.number, made.stores, made.papers, made.chunks, made.stale)
            self._connection.execute("INSERT INTO generations VALUES (?, ?, ?, ?, ?)", row)
        self.catalog.generation = made
        with self._transaction():
            oldest = made.number - _KEPT + 1
            self._drop("died <= ?", [oldest])
            self._connection.execute("DELETE FROM generations WHERE number < ?", [oldest])
        return made

    def kept_stores(self) -> set[str]:
        """The folders of derived stores that some reader may have open."""
        return {stores for (stores,) in self.catalog.query("SELECT stores FROM generations")}

    def set_gate(self, gate: float) -> None:
        with self._transaction():
            values = [str(gate)]
            self._connection.execute("INSERT OR REPLACE INTO stamp VALUES ('gate', ?)", values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with catalog_errors(self.place), self._connection:
            yield
