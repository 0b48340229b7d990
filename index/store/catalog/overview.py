"""What an index holds at large, and what the papers of one run have, as they stand in it."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from index.papers.paper import Paper
from index.store.catalog.selection import Rows

# The order of the loops is given: a run may bring few papers to an index of millions.
_RUN = "run.kept CROSS JOIN papers USING (id)"
_COUNTS = f"""
SELECT count(*), count(published), count(organization), min(published), max(published)
FROM {_RUN}
"""  # noqa: S608
# SQLite takes columns outside of the one min() from the row that has it. ISO dates, the query
# above, need two, so this is one of its own.
_RECORDS = f"""
SELECT count(nullif(json_array_length(record, '$.authors'), 0)),
    count(json_extract(record, '$.url')), count(json_extract(record, '$.doi')),
    min(length(json_extract(record, '$.abstract'))), record
FROM {_RUN} JOIN records USING (entry)
"""  # noqa: S608
_FIRST = f"""
SELECT record FROM records WHERE entry = (
    SELECT entry FROM {_RUN}
    ORDER BY born <= (SELECT coalesce(max(number), 0) FROM generations), position LIMIT 1
)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts over the papers of one generation, whose derived stores are in `stores`."""

    catalog: Rows
    stores: Path

    def indexed_at(self) -> datetime:
        """When the generation was finished, in this machine's time."""
        return datetime.fromtimestamp(self.stores.stat().st_mtime).astimezone()

    def ids(self) -> list[str]:
        """Every paper's id, in the order in which they first arrived."""
        return [id for (id,) in self.catalog.query("SELECT id FROM papers ORDER BY position")]

    def date_span(self) -> tuple[str, str] | None:
        """The oldest and the newest date of a paper as ISO text; None where none has one."""
        dated = "SELECT published FROM papers WHERE published IS NOT NULL ORDER BY published"
        oldest, newest = (
            self.catalog.read(f"{dated} {way} LIMIT 1", make=str) for way in ("ASC", "DESC")
        )
        return (oldest[0], newest[0]) if oldest else None

    def organizations(self, limit: int) -> list[tuple[str, int]]:
        """The organizations with most papers, as written, with how many; the largest first."""
        return self.catalog.read(
            "SELECT name, count(*) AS papers FROM papers JOIN organizations USING (organization) "
            "GROUP BY organization ORDER BY papers DESC, name LIMIT ?",
            [limit],
            make=lambda name, count: (str(name), int(count)),
        )

    def months(self) -> list[tuple[date, int]]:
        """The first day of each month that has papers, with how many, the earliest first.

        A paper of which only the year is known counts in its January.
        """
        counts: dict[date, int] = {}
        for day, count in self.catalog.read(
            "SELECT first_day, count(*) FROM papers WHERE first_day IS NOT NULL "
            "GROUP BY first_day ORDER BY first_day",
            make=lambda day, count: (date.fromordinal(day), int(count)),
        ):
            month = day.replace(day=1)
            counts[month] = counts.get(month, 0) + count
        return list(counts.items())


@dataclass(frozen=True, slots=True)
class Census:
    """How many papers there are, and how many of them have a date and so on.

    `authors` counts those with a list of names. `oldest` and `newest` are dates of publication, as
    ISO text as exact as known. `first` is the first paper that the run has brought or changed, or
    of all where it has brought none; `shortest` is one with the shortest abstract.
    """

    papers: int = 0
    date: int = 0
    authors: int = 0
    organization: int = 0
    link: int = 0
    doi: int = 0
    oldest: str | None = None
    newest: str | None = None
    first: Paper | None = None
    shortest: Paper | None = None


def take_census(catalog: Rows, others: Path) -> Census:
    """Count the papers whose id is in the table `kept` of another database, each once.

    Raises IndexMismatch.
    """
    catalog.query("ATTACH ? AS run", [str(others)])
    try:
        ((papers, date, organization, oldest, newest),) = catalog.query(_COUNTS)
        ((authors, link, doi, _, shortest),) = catalog.query(_RECORDS)
        first = catalog.query(_FIRST)
    finally:
        catalog.query("DETACH run")
    return Census(
        papers, date, authors, organization, link, doi, oldest, newest,
        first=_read(first[0][0]) if first else None, shortest=_read(shortest),
    )  # fmt: skip


def _read(record: str | None) -> Paper | None:
    return Paper.from_dict(json.loads(record)) if record else None
