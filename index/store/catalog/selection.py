"""Papers by their facts: what filters, orders and counts ask of the catalog."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from index.papers.filters import Key, Order, PaperFilter, days_of
from index.papers.paper import Paper
from index.papers.terms import fold_words
from index.store.catalog.facts import HIGHEST, LOWEST, from_json, pad

Made = TypeVar("Made")
_MOST_BODIES = 50_000  # that bounds name; more say too little to be worth their second
_ORDERED: dict[Key, str] = {
    "date": "first_day", "upvotes": "upvotes", "comments": "comments", "authors": "author_count",
}  # fmt: skip
_NAMED_SO = "organization FROM organizations WHERE instr(words, ?)"
_LONGEST = 365  # days between the first and the last that a date can mean


class Rows(Protocol):
    """A catalog that takes SQL; its errors are the catalog's."""

    def query(self, sql: str, values: Iterable[object] = ()) -> list[tuple[Any, ...]]: ...

    def read(
        self, sql: str, values: Iterable[object] = (), *, make: Callable[..., Made]
    ) -> list[Made]: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """What of a filter the derived stores can tell.

    Args:
        ranges: facts, each with the least and the most that it may be.
        organizations: the numbers of those that may be; None where all may.
        bodies: whose chunks may be, where the rest of the filter lets few through; else None.
        whole: whether that is all that the filter asks.

    """

    ranges: tuple[tuple[str, int, int], ...]
    organizations: tuple[int, ...] | None
    bodies: tuple[int, ...] | None
    whole: bool


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
        # Sorted without the records, which are long.
        first = f"SELECT * FROM papers {where} ORDER BY {by}position LIMIT ?"  # noqa: S608
        return self.catalog.read(
            f"SELECT id, record FROM ({first}) JOIN records USING (entry) ORDER BY {by}position",  # noqa: S608
            [*values, -1 if limit is None else limit],
            make=from_json,
        )

    def count(self, filter: PaperFilter, order: Order | None = None) -> int:
        """How many papers match, of those that have the order's fact."""
        return self._count(*_where(filter, order, narrow=True))

    def rank(self, id: str, filter: PaperFilter, order: Order) -> tuple[int, int]:
        """How many of the papers that match an order puts before one, and how many where it is.

        It is one of the latter; 0 and 0 where it does not match, or lacks the order's fact.
        """
        column, (where, values) = _ORDERED[order.key], _where(filter, order)
        own = f"SELECT {column} FROM papers {where} AND id = ?"  # noqa: S608 - our own words
        found = [value for (value,) in self.catalog.query(own, [*values, id])]
        if not found:
            return 0, 0
        before, same = (
            self._count(f"{where} AND {column} {sign} ?", [*values, *found])
            for sign in (">" if order.descending else "<", "=")
        )
        return before, same

    def count_exact(self, filter: PaperFilter) -> int:
        """How many of them have an organization of just the filter's words, and no others."""
        where, values = _where(filter, None)
        same = "organization IN (SELECT organization FROM organizations WHERE words = ?)"
        joined = f"{where} AND {same}" if where else f"WHERE {same}"
        return self._count(joined, [*values, pad(filter.organization or "")])

    def bounds(self, filter: PaperFilter) -> Bounds:
        """What the derived stores can tell of a filter."""
        ranges, organizations, bodies = tuple(_ranges(filter)), None, None
        if filter.organization:
            found = self.catalog.query(f"SELECT {_NAMED_SO}", [pad(filter.organization)])
            organizations = tuple(number for (number,) in found)
        rest = replace(filter, since=None, until=None, organization=None, listed=False)
        if rest:
            where, values = _where(rest, None)
            query = f"SELECT body FROM papers {where} LIMIT ?"  # noqa: S608 - our own words
            rows = self.catalog.query(query, [*values, _MOST_BODIES + 1])
            bodies = tuple(body for (body,) in rows) if len(rows) <= _MOST_BODIES else None
        return Bounds(ranges, organizations, bodies, whole=not rest or bodies is not None)

    def matching(self, ids: Iterable[str], filter: PaperFilter) -> set[str]:
        """Those of these papers that match."""
        return {id for id, _ in self._choose_among("id", list(ids), filter)}

    def known(self, name: str, limit: int) -> list[str]:
        """The ids of papers known by a name: an id, a DOI, a title's key; at most `limit`."""
        among = "SELECT ? UNION SELECT id FROM keys WHERE key = ?"
        return self.catalog.read(
            f"SELECT id FROM papers WHERE id IN ({among}) OR title_key = ? "  # noqa: S608
            "ORDER BY position LIMIT ?",
            [name, name, name, limit],
            make=str,
        )

    def owners(self, bodies: Iterable[int], filter: PaperFilter) -> dict[int, str]:
        """The papers with these bodies that match, by body."""
        return {body: id for id, body in self._choose_among("body", list(bodies), filter)}

    def _choose_among(self, key: str, few: list[Any], filter: PaperFilter) -> list[tuple[str, int]]:
        where, values = _where(filter, None)
        return self.catalog.query(
            # Those few first, whatever index there is for the filter.
            f"WITH few AS MATERIALIZED (SELECT * FROM papers WHERE {key} IN "  # noqa: S608
            f"(SELECT value FROM json_each(?))) SELECT id, body FROM few {where}",
            [json.dumps(few), *values],
        )

    def organizations(self, name: str) -> list[str]:
        """The organizations, as written, in whose names these words stand together."""
        return self.catalog.read(
            "SELECT name FROM organizations AS o WHERE instr(words, ?) AND EXISTS "
            "(SELECT 1 FROM papers WHERE papers.organization = o.organization) ORDER BY name",
            [pad(name)],
            make=str,
        )

    def has_author(self, name: str) -> bool:
        """Whether all these words are in the name of one author of some paper."""
        return bool(fold_words(name)) and self.count(PaperFilter(author=name)) > 0

    def newest_day(self, until: date, *, listed: bool = False) -> date | None:
        """The first day that the newest paper's date can mean, of those up to a day.

        Later ones are mistakes, or lies, of a source. With `listed` it is the last day on which a
        paper was new to readers. None where no paper has such a date.
        """
        day = "first_new" if listed else "first_day"
        days = self.catalog.read(
            f"SELECT {day} FROM papers WHERE {day} <= ? ORDER BY {day} DESC LIMIT 1",  # noqa: S608
            [until.toordinal()],
            make=date.fromordinal,
        )
        return days[0] if days else None

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
        yield f"organization IN (SELECT {_NAMED_SO})", [pad(filter.organization)]
    if filter.author:
        # Names with the last word, a surname mostly: the first may be that of very many.
        words: list[object] = [*reversed(fold_words(filter.author))] or [None]
        too = " AND EXISTS (SELECT 1 FROM name_words WHERE word = ? AND name = n.name)"
        every = "SELECT name FROM name_words AS n WHERE word = ?" + too * (len(words) - 1)
        yield f"entry IN (SELECT entry FROM authors WHERE name IN ({every}))", words  # noqa: S608
    for count in filter.counts:
        column = _ORDERED[count.key]
        if count.least is not None:
            yield f"{column} >= ?", [count.least]
        if count.most is not None:
            yield f"{column} <= ?", [count.most]


def _dated(filter: PaperFilter) -> Iterator[tuple[str, list[object]]]:
    kind, since, until = _span(filter)
    if since is not None:
        yield f"last_{kind} >= ?", [since]
    if until is not None:
        yield f"first_{kind} <= ?", [until]


def _span(filter: PaperFilter) -> tuple[str, int | None, int | None]:
    """Which days are meant, the first and the last of them; None leaves an end open."""
    since = days_of(filter.since)[0] if filter.since else None
    until = days_of(filter.until)[1] if filter.until else None
    if filter.listed and until is None:
        until = date.today().toordinal() + 1  # it may be tomorrow elsewhere
    return "new" if filter.listed else "day", since, until


def _ranges(filter: PaperFilter) -> Iterator[tuple[str, int, int]]:
    """Yield facts, each with the least and the most that it may be."""
    kind, since, until = _span(filter)
    # The other ends follow, and are searched faster than open ones.
    if since is not None:
        yield f"last_{kind}", since, HIGHEST if until is None else until + _LONGEST
    if until is not None:
        yield f"first_{kind}", LOWEST if since is None else since - _LONGEST, until


def _narrowed(filter: PaperFilter) -> Iterator[tuple[str, list[object]]]:
    """What follows for first days, over which the index is: 8 times as fast for a month."""
    kind, since, _ = _span(filter)
    if since is not None:
        yield f"first_{kind} >= ?", [since - _LONGEST]
