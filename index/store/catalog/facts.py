"""The facts of papers: columns and tables of the catalog that are derived from its records."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.papers.filters import date_of, day_listed, days_of
from index.papers.paper import BadPaper, Paper
from index.papers.terms import fold_words

COLUMNS = """
    first_day INTEGER,          -- of the days that the paper's date can mean, as a day number
    last_day INTEGER,
    first_new INTEGER,          -- the same of the day on which it was new: listed, else published
    last_new INTEGER,
    organization INTEGER,       -- in organizations
    author_count INTEGER,
    upvotes INTEGER,
    comments INTEGER
"""
CREATE = """
CREATE INDEX papers_days ON papers (first_day, last_day, born, died);
CREATE INDEX papers_new ON papers (first_new, last_new, born, died);
CREATE INDEX papers_organization ON papers (organization);
CREATE INDEX papers_authors ON papers (author_count);
CREATE INDEX papers_upvotes ON papers (upvotes);
CREATE INDEX papers_comments ON papers (comments);
CREATE TABLE organizations (
    organization INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    words TEXT NOT NULL         -- folded, a space before and after each
);
CREATE TABLE names (            -- of authors
    name INTEGER PRIMARY KEY,
    words TEXT NOT NULL UNIQUE
);
CREATE TABLE name_words (
    word TEXT NOT NULL,
    name INTEGER NOT NULL,
    PRIMARY KEY (word, name)
) WITHOUT ROWID;
CREATE TABLE authors (
    name INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (name, entry)
) WITHOUT ROWID;
CREATE INDEX authors_entry ON authors (entry);
"""
# What filters go by that the derived stores hold too: a paper that changes in one of these is
# stored there anew. A fact that is not known is one that no filter lets through.
FACTS = ("first_day", "last_day", "first_new", "last_new", "organization")
HIGHEST, LOWEST = 2**31 - 1, -1
KEYS = "body, " + ", ".join(
    f"coalesce({fact}, {HIGHEST if fact.startswith('first') else LOWEST})" for fact in FACTS
)
Keys = npt.NDArray[np.int64]  # of chunks the body and the FACTS, shape (chunks, 1 + facts)
_ENTRY = (
    "INSERT INTO main.papers (id, body, born, indexed, position, version, title_key, text_hash, "
    "published, first_day, last_day, first_new, last_new, organization, author_count, upvotes, "
    "comments) VALUES (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Transaction(Protocol):
    """A connection inside a transaction."""

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Any: ...

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> object: ...


def read_facts(transaction: Transaction, paper: Paper) -> tuple[object, ...]:
    """The values of COLUMNS; an organization that is new is written down."""
    days = [days_of(day) if day else (None, None) for day in (date_of(paper), day_listed(paper))]
    name = paper.organization
    organization = _number(transaction, "organization", name, pad(name)) if name else None
    return *days[0], *days[1], organization, paper.author_count, paper.upvotes, paper.comments


def write_entry(
    transaction: Transaction, paper: Paper, when: tuple[int, int, int], facts: tuple[object, ...]
) -> int:
    """Write an entry, still without a body, its record and authors; returns its number.

    `when` is it born and indexed, and its position; `facts` are those of COLUMNS.
    """
    published = str(paper.published) if paper.published else None
    values = (paper.version, paper.title_key, paper.text_hash, published, *facts)
    entry = int(transaction.execute(_ENTRY, (paper.id, *when, *values)).lastrowid)
    transaction.execute("INSERT INTO records VALUES (?, ?)", (entry, to_json(paper)))
    _write_authors(transaction, entry, paper.authors)
    return entry


def _write_authors(transaction: Transaction, entry: int, authors: Iterable[str]) -> None:
    """Note who wrote an entry."""
    for words in {pad(name) for name in authors}:
        name = _number(transaction, "name", words)
        pairs = [(word, name) for word in words.split()]
        transaction.executemany("INSERT OR IGNORE INTO name_words VALUES (?, ?)", pairs)
        transaction.execute("INSERT OR IGNORE INTO authors VALUES (?, ?)", (name, entry))


def _number(transaction: Transaction, what: str, *values: str) -> int:
    """The number of an organization or a name, given out at its first arrival."""
    key = {"organization": "name", "name": "words"}[what]
    query = f"SELECT {what} FROM {what}s WHERE {key} = ?"  # noqa: S608 - names from here
    found = transaction.execute(query, values[:1]).fetchone()
    if found:
        return int(found[0])
    places = ", ".join("?" * len(values))
    insert = f"INSERT INTO {what}s VALUES (NULL, {places})"  # noqa: S608 - names from here
    return int(transaction.execute(insert, values).lastrowid)


def to_json(paper: Paper) -> str:
    """A paper's record."""
    return json.dumps(paper.to_dict(), ensure_ascii=False)


def from_json(id: str, record: str) -> Paper:
    """The paper of an entry with this id, from its record. Raises BadPaper."""
    paper = Paper.from_json(record)
    if paper.id != id:
        raise BadPaper(f"the record of {id!r} is of {paper.id!r}")
    return paper


def pad(name: str) -> str:
    """Words that are found whole: every one stands between spaces."""
    return f" {' '.join(fold_words(name))} "
