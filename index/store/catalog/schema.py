"""The tables of a catalog."""

import re
import sqlite3
from contextlib import closing
from functools import cache

from index.embedding import tokens
from index.embedding.embedder import EmbedderStamp
from index.store.catalog import facts
from index.store.catalog.stamp import write_stamp

_STAMP = "CREATE TABLE stamp (key TEXT PRIMARY KEY, value TEXT NOT NULL)"  # of every schema
_HAS_STAMP = "SELECT 1 FROM sqlite_master WHERE name = 'stamp' AND sql = ?"
# As bytes: a connection may read text without its line ends, where comments end.
_MADE = (
    "SELECT type, name, CAST(sql AS BLOB) FROM main.sqlite_master WHERE sql NOT NULL ORDER BY name"
)
TABLES = (
    "stamp", "generations", "papers", "records", "withdrawn", "keys", "chunks", "tokens",
    "organizations", "names", "name_words", "authors",
)  # fmt: skip
_BLANK = re.compile(r"(?:--.*|\s)+")
# A paper that changes gets a further entry, and the old one stays for the readers of the
# generation before. Entries are narrow, since filters walk over many: the long stands elsewhere.
_CREATE = (
    _STAMP
    + """;
CREATE TABLE generations (
    number INTEGER PRIMARY KEY,
    stores TEXT NOT NULL,       -- the folder of its derived stores
    papers INTEGER NOT NULL,
    chunks INTEGER NOT NULL,
    stale INTEGER NOT NULL      -- chunks deleted from its stores since these were made from nothing
);
CREATE TABLE papers (
    entry INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    body INTEGER NOT NULL,      -- whose chunks it has: the entry that came with this text
    born INTEGER NOT NULL,      -- the first generation that shows it
    died INTEGER,               -- the first that does not any more
    indexed INTEGER NOT NULL,   -- the first whose derived stores hold the text
    position INTEGER NOT NULL,  -- order of the paper's first arrival
    version INTEGER,            -- arXiv's, where known
    title_key TEXT NOT NULL,
    text_hash TEXT NOT NULL,
    published TEXT,             -- ISO, as exact as known
"""
    + facts.COLUMNS
    + """
);
CREATE INDEX papers_id ON papers (id);
CREATE INDEX papers_body ON papers (body);
CREATE INDEX papers_title ON papers (title_key);
CREATE INDEX papers_born ON papers (born);
CREATE INDEX papers_died ON papers (died) WHERE died IS NOT NULL;
CREATE INDEX papers_indexed ON papers (indexed);
CREATE INDEX papers_position ON papers (position);
CREATE INDEX papers_published ON papers (published);
CREATE TABLE records (
    entry INTEGER PRIMARY KEY,
    record TEXT NOT NULL        -- Paper.to_dict() as JSON
);
CREATE TABLE withdrawn (        -- papers that are not shown, for the writer
    id TEXT PRIMARY KEY,
    title_key TEXT NOT NULL,
    record TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX withdrawn_title ON withdrawn (title_key);
CREATE TABLE keys (             -- by what else than id and title a paper is known, for the writer
    key TEXT NOT NULL,          -- its DOI, or what a record of it has had: see Subject.met
    id TEXT NOT NULL,
    PRIMARY KEY (key, id)
) WITHOUT ROWID;
CREATE INDEX keys_id ON keys (id);
CREATE TABLE chunks (
    body INTEGER NOT NULL,
    number INTEGER NOT NULL,    -- within the body, from 0
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    vector BLOB NOT NULL,       -- float32, the stamp's dimensions
    PRIMARY KEY (body, number)
);
"""
    + tokens.CREATE
    + facts.CREATE
)


def find_stamp(connection: sqlite3.Connection) -> dict[str, str]:
    """What a catalog says of its own making; nothing where the tables were never made."""
    made = has_stamp(connection)
    return dict(connection.execute("SELECT key, value FROM stamp") if made else ())


def has_stamp(connection: sqlite3.Connection) -> bool:
    """Whether the tables were made. A view of that name is no stamp: it may never end."""
    return connection.execute(_HAS_STAMP, [_STAMP]).fetchone() is not None


def create_tables(connection: sqlite3.Connection, embedder: EmbedderStamp) -> None:
    """All of them, with the stamp, or when killed none."""
    with connection:
        connection.executescript("BEGIN;" + _CREATE)
        connection.executemany("INSERT INTO stamp VALUES (?, ?)", write_stamp(embedder).items())


def has_own_tables(connection: sqlite3.Connection) -> bool:
    """Whether tables, views, triggers are ours and no others: a file may be anyone's."""
    return _list_made(connection) == _list_own()


def has_plain_tables(connection: sqlite3.Connection) -> bool:
    """Whether there is nothing but tables and indexes, which compute nothing."""
    return all(
        (kind == "index" or sql.startswith("CREATE TABLE")) and "AS(" not in sql.replace(" ", "")
        for kind, _, sql in _list_made(connection)
    )


@cache
def _list_own() -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(_CREATE)
        return _list_made(fresh)


def _list_made(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Kind, name and SQL of each, without what SQLite passes over."""
    return [
        (kind, name, _BLANK.sub(" ", sql.decode(errors="replace")))
        for kind, name, sql in connection.execute(_MADE).fetchall()
    ]
