"""A catalog of an older schema brought to this one, in a file beside it that takes its place."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from index.catalog import translated
from index.chunks import CHUNKING, Chunk
from index.embedder import EmbedderStamp
from index.ledger import Ledger
from index.papers import Paper
from index.schema import has_stamp
from index.stamp import FILE, UPGRADABLE
from index.tokens import TokenSigns

_BATCH = 500  # papers
_Rows = list[tuple[Any, ...]]


def upgrade_catalog(folder: Path) -> None:
    """Bring the catalog in a folder to this version's schema; nothing is embedded again.

    A catalog that is of this schema, or of one that cannot be upgraded, or not there, is left
    alone. A kill leaves the old one as it was. There is no finished generation afterwards: the
    caller makes one. Raises IndexFull, IndexMismatch.
    """
    file, new = folder / FILE, folder / f"{FILE}.upgrading"
    if not file.is_file():
        return
    with translated(folder), closing(sqlite3.connect(file)) as old:
        made = has_stamp(old)
        stamp = dict(old.execute("SELECT key, value FROM stamp")) if made else {}
        if stamp.get("schema") not in UPGRADABLE or stamp.get("chunking") != CHUNKING:
            return
        _unlink(new)
        embedder = EmbedderStamp(stamp["name"], int(stamp["dimensions"]), stamp["digest"])
        ledger = Ledger(folder, embedder, new.name)
        try:
            for batch in _read_batches(old, with_tokens=stamp["schema"] != "1"):
                ledger.put(*batch)
            if "gate" in stamp:
                ledger.set_gate(float(stamp["gate"]))
        finally:
            ledger.close()
    new.replace(file)


def _read_batches(old: sqlite3.Connection, *, with_tokens: bool) -> Iterator[tuple[Any, ...]]:
    """Yield papers, chunks, vectors and tokens, as Ledger.put takes them."""
    cursor = old.execute("SELECT record FROM papers ORDER BY position")
    while rows := cursor.fetchmany(_BATCH):
        papers = {paper.id: paper for paper in (Paper.from_dict(json.loads(r)) for (r,) in rows)}
        found = _select(old, "chunks", "paper", papers)
        found.sort(key=lambda row: row[0])
        chunks = [Chunk(id, papers[paper], start, end) for id, paper, start, end, _ in found]
        vectors = [np.frombuffer(row[4], np.float32) for row in found]
        ids = [chunk.id for chunk in chunks]
        signs = dict(_read_tokens(old, ids)) if with_tokens else {}
        stacked = np.stack(vectors) if vectors else np.empty((0, 0), np.float32)
        yield list(papers.values()), chunks, stacked, [signs.get(id) for id in ids]


def _read_tokens(old: sqlite3.Connection, ids: list[str]) -> Iterator[tuple[str, TokenSigns]]:
    for id, signs, spans in _select(old, "tokens", "chunk", ids):
        yield id, TokenSigns.from_blobs(signs, spans)


def _select(old: sqlite3.Connection, table: str, key: str, values: Any) -> _Rows:
    query = f"SELECT * FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))"  # noqa: S608
    return old.execute(query, [json.dumps(list(values))]).fetchall()


def _unlink(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
