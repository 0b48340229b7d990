"""Papers by their facts: what filters, orders and counts ask of the catalog.

Columns and tables of the catalog, derived from its records, and the queries over them.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from index.filters import Key, Order, PaperFilter, date_of, day_listed, days_of
from index.papers import Paper
from index.terms import fold_words

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
_ORDERED: dict[Key, str] = {
    "date": "first_day", "upvotes": "upvotes", "comments": "comments", "authors": "author_count",
}  # fmt: skip
_LONGEST = 365  # days between the first and the last that a date can mean


class Rows(Protocol):
    """A catalog that takes SQL; its errors are the catalog's."""

    def query(self, sql: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]: ...


class Transaction(Protocol):
    """A connection inside a transaction."""

    def execute(self, sql: str, values: Sequence[object] = (), /) -> Any: ...

    def executemany(self, sql: str, rows: Iterable[Sequence[object]], /) -> object: ...


def read_facts(transaction: Transaction, paper: Paper) -> tuple[object, ...]:
    """The values of COLUMNS; an organization that is new is written down."""
    days = [days_of(day) if day else (None, None) for day in (date_of(paper), day_listed(paper))]
    name = paper.organization
    organization = _number(transaction, "organization", name, _pad(name)) if name else None
    return *days[0], *days[1], organization, paper.author_count, paper.upvotes, paper.comments


def write_authors(transaction: Transaction, entry: int, authors: Iterable[str]) -> None:
    """Note who wrote an entry."""
    for words in {_pad(name) for name in authors}:
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


@dataclass(frozen=True, slots=True)
class Selection:
    """The papers of a catalog by their facts."""

    catalog: Rows

    def papers(
        self, filter: PaperFilter, order: Order | None = None, limit: int | None = None
    ) -> list[Paper]:
        """Those that match, at most `limit`; by order of arrival where no other is asked.

        With an order, papers that lack its fact are left out; equals keep the order of arrival.
        """
        where, values = _where(filter, order)
        by = f"{_ORDERED[order.key]} {'DESC' if order.descending else 'ASC'}, " if order else ""
        rows = self.catalog.query(
            f"SELECT record FROM papers JOIN records USING (entry) {where} "  # noqa: S608
            f"ORDER BY {by}position LIMIT ?",
            [*values, -1 if limit is None else limit],
        )
        return [Paper.from_dict(json.loads(record)) for (record,) in rows]

    def count(self, filter: PaperFilter, order: Order | None = None) -> int:
        """How many papers match, of those that have the order's fact."""
        return self._count(*_where(filter, order, narrow=True))

    def count_exact(self, filter: PaperFilter) -> int:
        """How many of them have an organization of just the filter's words, and no others."""
        where, values = _where(filter, None)
        same = "organization IN (SELECT organization FROM organizations WHERE words = ?)"
        joined = f"{where} AND {same}" if where else f"WHERE {same}"
        return self._count(joined, [*values, _pad(filter.organization or "")])

    def choose(self, filter: PaperFilter, most: int) -> tuple[list[str] | None, int]:
        """The chunks of the papers that match, None for more than `most`; and how many papers."""
        where, values = _where(filter, None, narrow=True)
        query = f"SELECT entry FROM papers {where} LIMIT ?"  # noqa: S608 - our own words
        entries = [entry for (entry,) in self.catalog.query(query, [*values, most + 1])]
        if len(entries) > most:  # each of them has a chunk
            return None, self._count(where, values)
        rows = self.catalog.query(
            "SELECT id || '#' || number FROM papers JOIN chunks USING (body) "
            "WHERE entry IN (SELECT value FROM json_each(?))",
            [json.dumps(entries)],
        )
        return [id for (id,) in rows] if len(rows) <= most else None, len(entries)

    def matching(self, ids: Iterable[str], filter: PaperFilter) -> set[str]:
        """Those of these papers that match."""
        where, values = _where(filter, None)
        among = f"{where} AND id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own words
        query = f"SELECT id FROM papers {among}"  # noqa: S608
        return {id for (id,) in self.catalog.query(query, [*values, json.dumps(list(ids))])}

    def organizations(self, name: str) -> list[str]:
        """The organizations, as written, in whose names these words stand together."""
        rows = self.catalog.query(
            "SELECT name FROM organizations AS o WHERE instr(words, ?) AND EXISTS "
            "(SELECT 1 FROM papers WHERE papers.organization = o.organization) ORDER BY name",
            [_pad(name)],
        )
        return [name for (name,) in rows]

    def has_author(self, name: str) -> bool:
        """Whether all these words are in the name of one author of some paper."""
        return bool(fold_words(name)) and self.count(PaperFilter(author=name)) > 0

    def newest_day(self, until: date, *, listed: bool = False) -> date | None:
        """The first day that the newest paper's date can mean, of those up to a day.

        Later ones are mistakes, or lies, of a source. With `listed` it is the last day on which a
        paper was new to readers. None where no paper has such a date.
        """
        day = "first_new" if listed else "first_day"
        rows = self.catalog.query(
            f"SELECT {day} FROM papers WHERE {day} <= ? ORDER BY {day} DESC LIMIT 1",  # noqa: S608
            [until.toordinal()],
        )
        return date.fromordinal(rows[0][0]) if rows else None

    def _count(self, where: str, values: list[object]) -> int:
        ((count,),) = self.catalog.query(f"SELECT count(*) FROM papers {where}", values)  # noqa: S608
        return int(count)


def _where(
    filter: PaperFilter, order: Order | None, *, narrow: bool = False
) -> tuple[str, list[object]]:
    """The conditions; `narrow` ones take the index over days, for those who want all that match."""
    parts = [*_conditions(filter), *(_narrowed(filter) if narrow else ())]
    if order:
        parts.append((f"{_ORDERED[order.key]} IS NOT NULL", []))
    text = " AND ".join(condition for condition, _ in parts)
    values = [value for _, values in parts for value in values]
    return (f"WHERE {text}" if text else ""), values


def _conditions(filter: PaperFilter) -> Iterator[tuple[str, list[object]]]:
    yield from _dated(filter)
    if filter.organization:
        found = "SELECT organization FROM organizations WHERE instr(words, ?)"
        yield f"organization IN ({found})", [_pad(filter.organization)]
    if filter.author:
        words: list[object] = [*fold_words(filter.author)]
        one = "SELECT name FROM name_words WHERE word = ?"
        every = " INTERSECT ".join([one] * len(words)) or "SELECT NULL"
        yield f"entry IN (SELECT entry FROM authors WHERE name IN ({every}))", words  # noqa: S608
    for count in filter.counts:
        column = _ORDERED[count.key]
        if count.least is not None:
            yield f"{column} >= ?", [count.least]
        if count.most is not None:
            yield f"{column} <= ?", [count.most]


def _dated(filter: PaperFilter) -> Iterator[tuple[str, list[object]]]:
    kind = "new" if filter.listed else "day"
    if filter.since:
        yield f"last_{kind} >= ?", [days_of(filter.since)[0]]
    if filter.until:
        yield f"first_{kind} <= ?", [days_of(filter.until)[1]]
    elif filter.listed:
        yield f"first_{kind} <= ?", [date.today().toordinal() + 1]  # it may be tomorrow elsewhere


def _narrowed(filter: PaperFilter) -> Iterator[tuple[str, list[object]]]:
    """What follows for first days, over which the index is: 8 times as fast for a month."""
    if filter.since:
        kind = "new" if filter.listed else "day"
        yield f"first_{kind} >= ?", [days_of(filter.since)[0] - _LONGEST]


def _pad(name: str) -> str:
    """Words that are found whole: every one stands between spaces."""
    return f" {' '.join(fold_words(name))} "
