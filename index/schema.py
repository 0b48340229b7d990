"""The tables of a catalog: made, and brought from an older schema to this one."""

import json
import sqlite3

from index import selection, tokens
from index.embedding import EmbedderStamp
from index.papers import Paper
from index.stamp import SCHEMA, UPGRADABLE, write_stamp

_BATCH = 500  # papers whose facts are written at once

_HAS_STAMP = "SELECT 1 FROM sqlite_master WHERE name = 'stamp'"
_CREATE = (
    """
CREATE TABLE stamp (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE papers (
    id TEXT PRIMARY KEY,
    record TEXT NOT NULL,       -- Paper.to_dict() as JSON
    text_hash TEXT NOT NULL,
    record_hash TEXT NOT NULL,
    published TEXT,             -- ISO, as exact as known
    position INTEGER NOT NULL   -- order of first arrival
);
CREATE TABLE chunks (
    id TEXT PRIMARY KEY,
    paper TEXT NOT NULL REFERENCES papers (id),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    vector BLOB NOT NULL        -- float32, the stamp's dimensions
);
CREATE INDEX chunks_paper ON chunks (paper);
"""
    + tokens.CREATE
    + selection.CREATE
)


def has_stamp(connection: sqlite3.Connection) -> bool:
    """Whether the tables were made."""
    return connection.execute(_HAS_STAMP).fetchone() is not None


def create_tables(connection: sqlite3.Connection, embedder: EmbedderStamp) -> None:
    """All of them, with the stamp, or when killed none."""
    with connection:
        connection.executescript("BEGIN;" + _CREATE)
        connection.executemany("INSERT INTO stamp VALUES (?, ?)", write_stamp(embedder).items())


def upgrade_tables(connection: sqlite3.Connection) -> None:
    """Give a catalog of an older schema what it lacks, all of it or, when killed, nothing."""
    (schema,) = connection.execute("SELECT value FROM stamp WHERE key = 'schema'").fetchone()
    if schema in UPGRADABLE:
        with connection:
            connection.executescript("BEGIN;" + tokens.CREATE + selection.CREATE)
            cursor = connection.execute("SELECT record FROM papers")
            while rows := cursor.fetchmany(_BATCH):
                selection.write_facts(connection, [_read(record) for (record,) in rows])
            connection.execute("UPDATE stamp SET value = ? WHERE key = 'schema'", [str(SCHEMA)])


def _read(record: str) -> Paper:
    return Paper.from_dict(json.loads(record))
