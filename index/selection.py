"""Papers by their facts: what filters, orders and counts ask of the catalog.

Two tables of the catalog, derived from its records, and the queries over them.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from index.filters import Key, Order, PaperFilter, date_of, days_of
from index.papers import Paper
from index.terms import fold_words

CREATE = """
CREATE TABLE facts (
    paper TEXT PRIMARY KEY REFERENCES papers (id),
    first_day INTEGER,          -- of the days that the paper's date can mean, as a day number
    last_day INTEGER,
    organization TEXT,
    organization_words TEXT,    -- folded, a space before and after each
    author_count INTEGER,
    upvotes INTEGER,
    comments INTEGER
);
CREATE INDEX facts_day ON facts (first_day);
CREATE TABLE authors (
    paper TEXT NOT NULL REFERENCES papers (id),
    words TEXT NOT NULL         -- one author's name, folded likewise
);
CREATE INDEX authors_paper ON authors (paper);
"""
_COLUMNS: dict[Key, str] = {
    "date": "first_day", "upvotes": "upvotes", "comments": "comments", "authors": "author_count",
}  # fmt: skip
_FROM = "FROM facts JOIN papers ON papers.id = facts.paper"


class Rows(Protocol):
    """A catalog that takes SQL; its errors are the catalog's."""

    def query(self, sql: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]: ...


class Transaction(Protocol):
    """A connection inside a transaction."""

    def executemany(self, sql: str, rows: Iterable[tuple[object, ...]], /) -> object: ...


def write_facts(transaction: Transaction, papers: list[Paper]) -> None:
    """Write the facts of some papers in place of those the papers had."""
    ids = [(paper.id,) for paper in papers]
    transaction.executemany("DELETE FROM facts WHERE paper = ?", ids)
    transaction.executemany("DELETE FROM authors WHERE paper = ?", ids)
    transaction.executemany(
        "INSERT INTO facts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_facts_row, papers)
    )
    names = ((paper.id, _pad(name)) for paper in papers for name in paper.authors)
    transaction.executemany("INSERT INTO authors VALUES (?, ?)", names)


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
        by = f"{_COLUMNS[order.key]} {'DESC' if order.descending else 'ASC'}, " if order else ""
        rows = self.catalog.query(
            f"SELECT record {_FROM} {where} ORDER BY {by}position LIMIT ?",
            [*values, -1 if limit is None else limit],
        )
        return [Paper.from_dict(json.loads(record)) for (record,) in rows]

    def count(self, filter: PaperFilter, order: Order | None = None) -> int:
        """How many papers match, of those that have the order's fact."""
        where, values = _where(filter, order)
        ((count,),) = self.catalog.query(f"SELECT count(*) {_FROM} {where}", values)
        return int(count)

    def count_exact(self, filter: PaperFilter) -> int:
        """How many of them have an organization of just the filter's words, and no others."""
        where, values = _where(filter, None)
        same = f"{where} AND organization_words = ?"
        ((count,),) = self.catalog.query(
            f"SELECT count(*) {_FROM} {same}",
            [*values, _pad(filter.organization or "")],
        )
        return int(count)

    def chunk_ids(self, filter: PaperFilter) -> list[str]:
        """The chunks of the papers that match."""
        where, values = _where(filter, None)
        tables = "facts JOIN chunks ON chunks.paper = facts.paper"
        rows = self.catalog.query(f"SELECT chunks.id FROM {tables} {where}", values)  # noqa: S608
        return [id for (id,) in rows]

    def organizations(self, name: str) -> list[str]:
        """The organizations, as written, in whose names these words stand together."""
        rows = self.catalog.query(
            "SELECT DISTINCT organization FROM facts "
            "WHERE instr(organization_words, ?) ORDER BY organization",
            [_pad(name)],
        )
        return [organization for (organization,) in rows]

    def has_author(self, name: str) -> bool:
        """Whether all these words are in the name of one author of some paper."""
        return bool(fold_words(name)) and self.count(PaperFilter(author=name)) > 0

    def newest_day(self) -> date | None:
        """The first day that the newest paper's date can mean; None where no paper has a date."""
        ((day,),) = self.catalog.query("SELECT max(first_day) FROM facts")
        return date.fromordinal(day) if day else None


def _where(filter: PaperFilter, order: Order | None) -> tuple[str, list[object]]:
    parts = list(_conditions(filter))
    if order:
        parts.append((f"{_COLUMNS[order.key]} IS NOT NULL", []))
    text = " AND ".join(condition for condition, _ in parts)
    values = [value for _, values in parts for value in values]
    return (f"WHERE {text}" if text else ""), values


def _conditions(filter: PaperFilter) -> Iterator[tuple[str, list[object]]]:
    if filter.since:
        yield "last_day >= ?", [days_of(filter.since)[0]]
    if filter.until:
        yield "first_day <= ?", [days_of(filter.until)[1]]
    if filter.organization:
        yield "instr(organization_words, ?)", [_pad(filter.organization)]
    if filter.author:
        words: list[object] = [f" {word} " for word in fold_words(filter.author)]
        every = " AND ".join(["instr(words, ?)"] * len(words))
        yield "facts.paper IN (SELECT paper FROM authors WHERE " + every + ")", words  # noqa: S608 - our own words
    for count in filter.counts:
        column = _COLUMNS[count.key]
        if count.least is not None:
            yield f"{column} >= ?", [count.least]
        if count.most is not None:
            yield f"{column} <= ?", [count.most]


def _pad(name: str) -> str:
    """Words that are found whole: every one stands between spaces."""
    return f" {' '.join(fold_words(name))} "


def _facts_row(paper: Paper) -> tuple[object, ...]:
    day = date_of(paper)
    first, last = days_of(day) if day else (None, None)
    name = paper.organization
    words = _pad(name) if name else None
    counts = (paper.author_count, paper.upvotes, paper.comments)
    return paper.id, first, last, name, words, *counts
