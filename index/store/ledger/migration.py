"""A catalog of an older schema brought to this one, in a file beside it that takes its place."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.tokens import TokenSigns
from index.errors import IndexMismatch
from index.papers.chunks import CHUNKING, Chunk
from index.papers.identity import clean_doi, clean_id
from index.papers.paper import Paper
from index.store.catalog.file import catalog_errors
from index.store.catalog.schema import find_stamp, has_plain_tables
from index.store.catalog.stamp import FILE, FORMER_GATE, UPGRADABLE, read_embedder, read_gate
from index.store.ledger.changes import Changes
from index.store.ledger.ledger import Ledger

_BATCH = 500  # papers
_Rows = list[tuple[Any, ...]]
_NO_KEYS = "CREATE TEMP VIEW old_keys AS SELECT NULL AS key, NULL AS id WHERE 0;"
_NONE = f"CREATE TEMP VIEW old_withdrawn AS SELECT NULL AS record WHERE 0;{_NO_KEYS}"
_KEYS = "CREATE TEMP VIEW old_keys AS SELECT key, id FROM keys;"
_WITHDRAWN = "CREATE TEMP VIEW old_withdrawn AS SELECT record FROM withdrawn;"
_WHOLE = """
CREATE TEMP VIEW old_papers AS SELECT position, record FROM papers;
CREATE TEMP VIEW old_chunks AS SELECT id, paper, start, end, vector FROM chunks;
"""
_LIVING = """
CREATE TEMP VIEW living AS SELECT * FROM main.papers WHERE died IS NULL;
CREATE TEMP VIEW old_papers AS SELECT position, record FROM living JOIN records USING (entry);
CREATE TEMP VIEW old_chunks AS
SELECT id || '#' || number AS id, id AS paper, start, end, vector
FROM living JOIN chunks USING (body);
CREATE TEMP VIEW old_tokens AS
SELECT id AS paper, id || '#' || number AS chunk, signs, spans
FROM living JOIN tokens USING (body);
"""
# What each schema has, under one set of names.
_OLD = {
    "1": _WHOLE + _NONE + "CREATE TEMP VIEW old_tokens AS SELECT 1 AS paper, 1, 1, 1 WHERE 0;",
    "2": _WHOLE
    + _NONE
    + """
CREATE TEMP VIEW old_tokens AS
SELECT paper, chunk, signs, spans FROM tokens JOIN chunks ON chunks.id = chunk;
""",
    "3": _LIVING + _NONE,
    "4": _LIVING + _WITHDRAWN + _NO_KEYS,
    "5": _LIVING + _WITHDRAWN + _KEYS,
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
    with catalog_errors(folder), closing(sqlite3.connect(file)) as old:
        stamp = find_stamp(old)
        if stamp.get("schema") not in UPGRADABLE or stamp.get("chunking") != CHUNKING:
            return
        if not has_plain_tables(old):
            raise IndexMismatch(f"{file} has more than tables in it, which no version has made")
        unlink_catalog(new)
        with closing(Ledger(folder, read_embedder(stamp, folder), new.name)) as ledger:
            copy_papers(old, stamp, ledger)
    new.replace(file)


def copy_papers(old: sqlite3.Connection, stamp: Mapping[str, str], ledger: Ledger) -> None:
    """Write into a new ledger what a catalog of any schema has: papers, texts, tokens, keys, gate.

    Whatever else stands in it is made anew from the records, and not copied.
    """
    old.executescript(_OLD[stamp["schema"]])
    for batch in _read_batches(old, ledger.catalog.embedder.dimensions):
        ledger.put(batch)
    if stamp.get("gate", FORMER_GATE) != FORMER_GATE:
        ledger.set_gate(read_gate(stamp["gate"], ledger.place))


def _read_batches(old: sqlite3.Connection, dimensions: int) -> Iterator[Changes]:
    """Yield the papers that were withdrawn, all others with their chunks, and the keys of both.

    Two that were one paper's, such as math.GT/0309136 and math/0309136, become the later one.
    """
    empty = np.empty((0, dimensions), np.float32)
    for rows in _fetch(old, "SELECT record FROM old_withdrawn"):
        yield Changes((), (), empty, (), withdrawn=[_read_paper(record)[1] for (record,) in rows])
    for rows in _fetch(old, "SELECT record FROM old_papers ORDER BY position"):
        read = [_read_paper(record) for (record,) in rows]
        papers = dict({paper.id: (before, paper) for before, paper in read}.values())
        found = sorted(_select(old, "old_chunks", papers), key=lambda row: row[0])
        chunks = [
            Chunk(f"{papers[paper].id}#{id.rpartition('#')[2]}", papers[paper], start, end)
            for id, paper, start, end, _ in found
        ]
        vectors = [np.frombuffer(row[4], np.float32).reshape(dimensions) for row in found]
        signs = {
            id: TokenSigns.from_blobs(signs, spans, dimensions)
            for _, id, signs, spans in _select(old, "old_tokens", papers)
        }
        tokens = [signs.get(id) for id, *_ in found]
        yield Changes(
            list(papers.values()), chunks, np.stack(vectors) if vectors else empty, tokens
        )
    for rows in _fetch(old, "SELECT key, id FROM old_keys"):
        yield Changes((), (), empty, (), keys=rows)


def _fetch(old: sqlite3.Connection, query: str) -> Iterator[_Rows]:
    cursor = old.execute(query)
    while rows := cursor.fetchmany(_BATCH):
        yield rows


def _read_paper(record: str) -> tuple[str, Paper]:
    """A paper's id as it was, and the paper under the id that it has by now."""
    paper = Paper.from_json(record)
    id = clean_id(paper.id)
    return paper.id, replace(paper, id=id, doi=paper.doi or clean_doi(id))


def _select(old: sqlite3.Connection, view: str, papers: Iterable[str]) -> _Rows:
    query = f"SELECT * FROM {view} WHERE paper IN (SELECT value FROM json_each(?))"  # noqa: S608
    return old.execute(query, [json.dumps(list(papers))]).fetchall()


def unlink_catalog(file: Path) -> None:
    """Delete a catalog's file, and what SQLite puts beside it."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{file}{ending}").unlink(missing_ok=True)
