"""Searches among the papers that a filter lets through.

The catalog decides which these are. It is asked about few: the derived stores hold most of what
filters go by, and narrow down before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.embedding.tokens import Vectors
from index.papers.chunks import to_paper_id
from index.papers.filters import PaperFilter
from index.store.catalog.catalog import Catalog
from index.store.catalog.selection import Bounds, Selection
from index.store.derived.lexical import LexicalIndex
from index.store.derived.sketches import Numbers, Sketches
from index.store.derived.vectors import VectorIndex

# From this share on searches go deep in all, below it inside the bounds. Measured over a million
# chunks: of one in 14 the best by words take 25 ms either way, and 15 the sketches; of half of all
# 17 ms deep and 39 inside.
_MANY = 0.125
_DEEPEST = 5_000
_SPARE = 2  # times as deep as would do if what is let through were spread evenly
_NAMED = 4_000  # the most chunks that Tantivy is told one by one
_ORGANIZATIONS = 16  # the same of these
_COMPARED = 8  # times as many chunks as are wanted are compared exactly, of those near by sketches
_REREAD = 2  # the same of those near along axes, see index.store.derived.axes


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a filter lets through: its bounds, the rows in the sketches, the share of all."""

    bounds: Bounds
    rows: Numbers
    bodies: Numbers
    share: float


class FilteredSearch:
    """The derived stores of one generation, searched with and without a filter."""

    def __init__(
        self, catalog: Catalog, lexical: LexicalIndex, vectors: VectorIndex, sketches: Sketches
    ) -> None:
        self._catalog, self._selection, self._sketches = catalog, Selection(catalog), sketches
        self._lexical, self._vectors = lexical, vectors
        # A question searches twice under its filter; the same readers ask the same again.
        self._choose = lru_cache(8)(self._choose_anew)

    def terms(self, terms: Iterable[str], limit: int, filter: PaperFilter) -> dict[str, float]:
        """Chunk id to BM25 score (0 or more), best first; the filter changes no score."""
        if not filter:
            return self._lexical.search(terms, limit)
        chosen, wanted = self._choose(filter), list(terms)
        if not (len(chosen.rows) and wanted):
            return {}
        bounds, found = _narrow(chosen), {}
        if chosen.share >= _MANY or not bounds:
            depth = self._depth(chosen, limit)
            most = limit if chosen.bounds.whole else depth
            found = self._lexical.search_deep(wanted, most, chosen.bodies, depth)
        if bounds and len(found) < limit:
            found = self._lexical.search(wanted, limit, bounds)
        return self._check(found, limit, filter)

    def vector(self, vector: Vectors, limit: int, filter: PaperFilter) -> dict[str, float]:
        """Chunk id to cosine similarity (-1 to 1), best first."""
        if not filter:
            return self._compare(vector, self._vectors.search(vector, self._widen(limit)), limit)
        chosen = self._choose(filter)
        whole = chosen.bounds.whole
        if not len(chosen.rows):
            return {}
        if chosen.share >= _MANY or not whole:
            wide = self._widen(limit)
            found = self._vectors.search(vector, self._depth(chosen, wide))
            found = self._check(found, wide, filter)
            if len(found) >= limit or not whole:
                return self._compare(vector, found, limit)
        near = self._sketches.find_near(vector, chosen.rows, _COMPARED * limit)
        places, rows = self._catalog.body_vectors(self._sketches.bodies[near].tolist())
        scores = (rows @ vector).tolist()
        best = sorted(zip(places, scores, strict=True), key=lambda hit: -hit[1])[:limit]
        ids = self._selection.owners({body for (body, _), _ in best}, filter)
        return {f"{ids[body]}#{n}": score for (body, n), score in best if body in ids}

    def _widen(self, limit: int) -> int:
        return limit if self._vectors.exact else _REREAD * limit

    def _compare(self, vector: Vectors, found: dict[str, float], limit: int) -> dict[str, float]:
        """The best of what the graph found, by whole vectors where it has not these."""
        if self._vectors.exact:
            return found
        whole = self._catalog.vectors(found)
        scores = {id: float(row @ vector) for id, row in whole.items()}
        return dict(sorted(scores.items(), key=lambda hit: -hit[1])[:limit])

    def _choose_anew(self, filter: PaperFilter) -> _Chosen:
        bounds = self._selection.bounds(filter)
        rows = self._sketches.choose(bounds)
        share = len(rows) / max(1, self._sketches.count())
        return _Chosen(bounds, rows, self._sketches.bodies[rows], share)

    def _depth(self, chosen: _Chosen, limit: int) -> int:
        """How deep to search in all for enough; as deep as it goes where that cannot be told."""
        enough = _SPARE * limit / chosen.share if chosen.bounds.whole else _DEEPEST
        return min(_DEEPEST, self._sketches.count(), 1 + int(enough))

    def _check(self, found: dict[str, float], limit: int, filter: PaperFilter) -> dict[str, float]:
        known = self._selection.matching({to_paper_id(id) for id in found}, filter)
        kept = [(id, score) for id, score in found.items() if to_paper_id(id) in known]
        return dict(kept[:limit])


def _narrow(chosen: _Chosen) -> Bounds | None:
    """The bounds for a search inside them; None where that would take too long."""
    if not chosen.bounds.whole:
        return None
    if chosen.bounds.bodies is None and len(chosen.bounds.organizations or ()) <= _ORGANIZATIONS:
        return chosen.bounds
    named = tuple(np.unique(chosen.bodies).tolist())
    return Bounds((), None, named, whole=True) if len(named) <= _NAMED else None
