"""A catalog of an older schema brought to this one, in a file beside it that takes its place."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.embedder import EmbedderStamp
from index.embedding.tokens import TokenSigns
from index.papers.chunks import CHUNKING, Chunk
from index.papers.paper import Paper
from index.store.catalog.catalog import sqlite_errors
from index.store.catalog.ledger import Changes, Ledger
from index.store.catalog.schema import find_stamp
from index.store.catalog.stamp import FILE, UPGRADABLE

_BATCH = 500  # papers
_Rows = list[tuple[Any, ...]]
_VIEWS = """
CREATE TEMP VIEW old_papers AS SELECT position, record FROM papers;
CREATE TEMP VIEW old_chunks AS SELECT id, paper, start, end, vector FROM chunks;
"""
# What each schema has, under one set of names.
_OLD = {
    "1": _VIEWS + "CREATE TEMP VIEW old_tokens AS SELECT 1 AS paper, 1, 1, 1 WHERE 0;",
    "2": _VIEWS
    + """
CREATE TEMP VIEW old_tokens AS
SELECT paper, chunk, signs, spans FROM tokens JOIN chunks ON chunks.id = chunk;
""",
    "3": """
CREATE TEMP VIEW living AS SELECT * FROM papers WHERE died IS NULL;
CREATE TEMP VIEW old_papers AS SELECT position, record FROM living JOIN records USING (entry);
CREATE TEMP VIEW old_chunks AS
SELECT id || '#' || number AS id, id AS paper, start, end, vector
FROM living JOIN chunks USING (body);
CREATE TEMP VIEW old_tokens AS
SELECT id AS paper, id || '#' || number AS chunk, signs, spans
FROM living JOIN tokens USING (body);
""",
}


def upgrade_catalog(folder: Path) -> None:
    """Bring the catalog in a folder to this version's schema; nothing is embedded again.

    A catalog that is of this schema, or of one that cannot be upgraded, or not there, is left
    alone. A kill leaves the old one as it was. There is no finished generation afterwards: the
    caller makes one. Raises IndexFull, IndexMismatch.
    """
    file, new = folder / FILE, folder / f"{FILE}.upgrading"
    if not file.is_file():
        return
    with sqlite_errors(folder), closing(sqlite3.connect(file)) as old:
        stamp = find_stamp(old)
        if stamp.get("schema") not in UPGRADABLE or stamp.get("chunking") != CHUNKING:
            return
        _unlink(new)
        embedder = EmbedderStamp(stamp["name"], int(stamp["dimensions"]), stamp["digest"])
        ledger = Ledger(folder, embedder, new.name)
        try:
            old.executescript(_OLD[stamp["schema"]])
            for batch in _read_batches(old):
                ledger.put(batch)
            if "gate" in stamp:
                ledger.set_gate(float(stamp["gate"]))
        finally:
            ledger.close()
    new.replace(file)


def _read_batches(old: sqlite3.Connection) -> Iterator[Changes]:
    """Yield all papers, with their chunks."""
    cursor = old.execute("SELECT record FROM old_papers ORDER BY position")
    while rows := cursor.fetchmany(_BATCH):
        papers = {paper.id: paper for paper in (Paper.from_dict(json.loads(r)) for (r,) in rows)}
        found = sorted(_select(old, "old_chunks", papers), key=lambda row: row[0])
        chunks = [Chunk(id, papers[paper], start, end) for id, paper, start, end, _ in found]
        vectors = [np.frombuffer(row[4], np.float32) for row in found]
        signs = dict(_read_tokens(old, papers))
        stacked = np.stack(vectors) if vectors else np.empty((0, 0), np.float32)
        tokens = [signs.get(chunk.id) for chunk in chunks]
        yield Changes(list(papers.values()), chunks, stacked, tokens)


def _read_tokens(
    old: sqlite3.Connection, papers: Iterable[str]
) -> Iterator[tuple[str, TokenSigns]]:
    for _, id, signs, spans in _select(old, "old_tokens", papers):
        yield id, TokenSigns.from_blobs(signs, spans)


def _select(old: sqlite3.Connection, view: str, papers: Iterable[str]) -> _Rows:
    query = f"SELECT * FROM {view} WHERE paper IN (SELECT value FROM json_each(?))"  # noqa: S608
    return old.execute(query, [json.dumps(list(papers))]).fetchall()


def _unlink(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
