"""What the papers of one run have, counted as they stand in the catalog."""

import json
from dataclasses import dataclass
from pathlib import Path

from index.papers.paper import Paper
from index.store.catalog.catalog import Catalog

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


def take_census(catalog: Catalog, others: Path) -> Census:
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
