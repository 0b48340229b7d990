"""What an index holds at large: how many papers of each organization and of each month."""

from dataclasses import dataclass
from datetime import date

from index.selection import Rows


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts over the papers of one generation."""

    catalog: Rows

    def organizations(self, limit: int) -> list[tuple[str, int]]:
        """The organizations with most papers, as written, with how many; the largest first."""
        rows = self.catalog.query(
            "SELECT name, count(*) AS papers FROM papers JOIN organizations USING (organization) "
            "GROUP BY organization ORDER BY papers DESC, name LIMIT ?",
            [limit],
        )
        return [(str(name), int(count)) for name, count in rows]

    def months(self) -> list[tuple[date, int]]:
        """The first day of each month that has papers, with how many, the earliest first.

        A paper of which only the year is known counts in its January.
        """
        counts: dict[date, int] = {}
        for day, count in self.catalog.query(
            "SELECT first_day, count(*) FROM papers WHERE first_day IS NOT NULL "
            "GROUP BY first_day ORDER BY first_day"
        ):
            month = date.fromordinal(day).replace(day=1)
            counts[month] = counts.get(month, 0) + int(count)
        return list(counts.items())
