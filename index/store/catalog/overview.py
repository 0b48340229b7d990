"""What an index holds at large: how many papers, of whom, of when, and when it was indexed."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from index.store.catalog.selection import Rows


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
