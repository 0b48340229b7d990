"""What is wrong with a catalog's file: every page, record, reference and kind of value is read."""

import json
from collections.abc import Iterator

from index.papers.paper import BadPaper, Paper
from index.store.catalog.catalog import Catalog
from index.store.catalog.schema import TABLES

# Each with what it counts; :vector and :signs are the bytes of a vector and of a token's signs.
_AMISS = (
    (
        "SELECT count(*) FROM papers JOIN chunks USING (body) JOIN records USING (entry) "
        "WHERE length(vector) != :vector OR start < 0 OR end <= start "
        "OR end > length(json_extract(record, '$.abstract'))",
        "chunks in the catalog are not what was written",
    ),
    (
        "SELECT count(*) FROM papers WHERE body NOT IN (SELECT body FROM chunks) "
        "OR entry NOT IN (SELECT entry FROM records)",
        "papers in the catalog lack their text",
    ),
    (
        "SELECT count(*) FROM (SELECT 1 FROM chunks GROUP BY body "
        "HAVING min(number) != 0 OR max(number) != count(*) - 1)",
        "papers in the catalog lack chunks in the middle",
    ),
    (
        "SELECT count(*) FROM papers JOIN tokens USING (body) "
        "WHERE length(spans) % 4 OR length(signs) != length(spans) / 4 * :signs",
        "chunks in the catalog have other tokens than were written",
    ),
    (
        "SELECT count(*) - count(DISTINCT id) FROM papers",
        "papers in the catalog stand in it twice",
    ),
    (
        "SELECT count(*) FROM papers WHERE organization IS NOT NULL AND organization NOT IN "
        "(SELECT organization FROM organizations)",
        "papers in the catalog have organizations without a name",
    ),
    (
        "SELECT count(*) FROM main.papers WHERE min(born, indexed, entry, body, position) < 1 "
        "OR died <= born",
        "papers in the catalog came and went in another order than they can",
    ),
)


def find_catalog_damage(catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong, in words.

    Of the chunks only their places, and the lengths of their vectors and tokens.
    """
    ((verdict,),) = catalog.query("PRAGMA integrity_check(1)")
    if verdict != "ok":
        yield f"the catalog is damaged: {verdict}"
        return
    odd = list(_find_odd_values(catalog))
    if odd:
        yield from odd
        return
    yield from _find_changed_records(catalog)
    dimensions = catalog.embedder.dimensions
    for query, what in _AMISS:
        ((count,),) = catalog.query(query, vector=4 * dimensions, signs=-(-dimensions // 8))
        if count:
            yield f"{count} {what}"


def _find_odd_values(catalog: Catalog) -> Iterator[str]:
    """Values of another kind than their column's, which SQLite keeps all the same."""
    for table in TABLES:
        columns = catalog.query(f"PRAGMA main.table_info({table})")
        odd = " OR ".join(
            f"NOT (typeof({name}) = '{kind.lower()}' OR {name} IS NULL AND NOT {needed})"
            for _, name, kind, needed, *_ in columns
        )
        ((count,),) = catalog.query(f"SELECT count(*) FROM main.{table} WHERE {odd}")  # noqa: S608
        if count:
            yield f"{count} rows of {table} in the catalog have values of another kind"


def _find_changed_records(catalog: Catalog) -> Iterator[str]:
    for id, text_hash, record in catalog.noted_papers():
        try:
            paper, values = Paper.from_json(record), json.loads(record)
        except BadPaper as error:
            yield f"the record of {id} in the catalog {error}"
            continue
        known = paper.to_dict() | {"source": values.get("source")}
        same = all(known[name] == value for name, value in values.items())
        if not same or (paper.id, paper.text_hash) != (id, text_hash):
            yield f"the record of {id} in the catalog is not what was written"
