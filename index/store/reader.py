"""DOOR. The stores as one, for whoever reads an index; nothing is ever made here."""

import logging
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from index.embedding.embedder import EmbedderStamp
from index.embedding.tokens import TokenSigns, Vectors
from index.errors import IndexBusy, IndexMismatch, IndexNotFound
from index.papers.chunks import Chunk, to_first_chunk
from index.papers.filters import ALL, Order, PaperFilter
from index.papers.paper import Paper
from index.papers.terms import extract_terms
from index.paths import read_path
from index.store.catalog.overview import Overview
from index.store.catalog.selection import Selection
from index.store.catalog.stamp import mend
from index.store.derived.derived import STORES, open_derived, store_errors
from index.store.lock import open_finished
from index.store.search import FilteredSearch

__all__ = [
    "DEFAULT_INDEX",
    "IndexReader",
    "default_index",
]

_log = logging.getLogger(__name__)
DEFAULT_INDEX = "askpapers-index"
_INDEX_VARIABLE = "ASKPAPERS_INDEX"


def default_index() -> Path:
    """The folder meant where none is named: ASKPAPERS_INDEX, else DEFAULT_INDEX right here."""
    return read_path(os.environ.get(_INDEX_VARIABLE) or DEFAULT_INDEX)


class IndexReader:
    """The newest finished generation of an index, opened for questions; nothing is created.

    It stays what it is whatever is written meanwhile; `latest` gives what has come since.
    Opening checks that the stores are there and agree.
    Raises IndexNotFound, IndexMismatch, and IndexBusy as long as its first run goes on.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._catalog = open_finished(folder)
        assert self._catalog.generation  # noqa: S101  it is finished
        self.generation = self._catalog.generation
        self._catalog.gate  # noqa: B018 - raises where it is none
        self._selection = Selection(self._catalog)
        self._stores = open_derived(folder, self.generation)
        self._filtered = FilteredSearch(self._catalog, *self._stores)
        with store_errors(folder):
            self._compare()
            self._probe()

    def latest(self) -> "IndexReader":
        """This reader, or where a run has ended since, a reader of the newer generation.

        A newer one that cannot be opened is passed over, with a warning in the log.
        """
        try:
            if not self._catalog.is_overtaken():
                newest = self._catalog.find_newest()
                if newest is None or newest.number <= self.generation.number:
                    return self
            return IndexReader(self.folder)
        except (IndexBusy, IndexMismatch, IndexNotFound) as error:
            _log.warning("still answering from generation %d: %s", self.generation.number, error)
            return self

    @property
    def embedder(self) -> EmbedderStamp:
        """The embedder that made the index: the question must be embedded by the same."""
        return self._catalog.embedder

    @property
    def gate(self) -> float:
        """The confidence from which a question counts as answered, 0 to 1."""
        return self._catalog.gate

    def check_embedder(self, embedder: EmbedderStamp) -> None:
        """Raises IndexMismatch unless the index was made by this embedder."""
        self._catalog.check_embedder(embedder)

    def count_papers(self) -> int:
        return self.generation.papers

    def overview(self) -> Overview:
        """What the index holds at large."""
        return Overview(self._catalog, self.folder / STORES / self.generation.stores)

    def papers(self) -> Iterator[Paper]:
        """All papers, in the order in which they first arrived."""
        return self._catalog.papers()

    def newest_day(self, until: date, *, listed: bool = False) -> date | None:
        """The day of the newest paper, its first where only month or year is known.

        Papers of after `until` do not count. With `listed` it is the day on which it was new to
        readers.
        """
        return self._selection.newest_day(until, listed=listed)

    def select(
        self,
        filter: PaperFilter = ALL,
        order: Order | None = None,
        limit: int | None = None,
    ) -> list[Paper]:
        """The papers that match, at most `limit`; by order of arrival where no other is asked.

        With an order, papers that lack its fact are left out.
        """
        return self._selection.papers(filter, order, limit)

    def read_papers(self, ids: Iterable[str]) -> dict[str, Paper]:
        """The papers with these ids, by id, as the catalog has them; unknown ids are left out."""
        chunks = self._catalog.chunks(to_first_chunk(id) for id in ids)
        return {chunk.paper.id: chunk.paper for chunk in chunks.values()}

    def find_known(self, name: str, limit: int = 10) -> list[Paper]:
        """The papers known by a name, at most `limit`, in the order in which they arrived.

        It is an id, a bare DOI, or a title's key as `index.papers.identity.fold_title` makes it.
        """
        ids = self._selection.known(name, limit)
        papers = self.read_papers(ids)
        return [papers[id] for id in ids if id in papers]

    def match(self, ids: Iterable[str], filter: PaperFilter) -> set[str]:
        """Those of these papers that match a filter."""
        return self._selection.matching(ids, filter)

    def count(self, filter: PaperFilter = ALL, order: Order | None = None) -> int:
        """How many papers match; with an order, how many of them have its fact."""
        return self._selection.count(filter, order)

    def rank(self, id: str, filter: PaperFilter, order: Order) -> tuple[int, int]:
        """How many of the papers that match an order puts before one, and how many where it is.

        It is one of the latter; 0 and 0 where it does not match, or lacks the order's fact.
        """
        return self._selection.rank(id, filter, order)

    def count_exact(self, filter: PaperFilter) -> int:
        """How many match a filter whose organization is the name's every word."""
        return self._selection.count_exact(filter) if filter else self.count()

    def organizations(self, name: str) -> list[str]:
        """The organizations, as written, that a filter with this name finds."""
        return self._selection.organizations(name)

    def has_author(self, name: str) -> bool:
        """Whether a filter with this author's name finds any paper."""
        return self._selection.has_author(name)

    def search_terms(
        self, terms: Iterable[str], limit: int, filter: PaperFilter = ALL
    ) -> dict[str, float]:
        """Chunk id to BM25 score (0 or more), best first; the filter changes no score.

        Terms and forms as index.papers.terms extracts them.
        """
        with store_errors(self.folder):
            return self._filtered.terms(terms, limit, filter)

    def search_vector(
        self, vector: Vectors, limit: int, filter: PaperFilter = ALL
    ) -> dict[str, float]:
        """Chunk id to cosine similarity (-1 to 1), best first."""
        with store_errors(self.folder):
            return self._filtered.vector(vector, limit, filter)

    def rarity(self, term: str) -> float:
        """Inverse document frequency of a term in this index, 0 or more."""
        with store_errors(self.folder):
            return self._stores.lexical.rarity(term)

    def tokens(self, ids: Iterable[str]) -> dict[str, TokenSigns]:
        """The tokens of these chunks; an index made by an older version lacks them."""
        return self._catalog.tokens(ids)

    def vectors(self, ids: Iterable[str]) -> dict[str, Vectors]:
        """The vectors of the chunks with these ids, each of shape (dimensions,)."""
        return self._catalog.vectors(ids)

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """The chunks with these ids, with their papers."""
        return self._catalog.chunks(ids)

    def _compare(self) -> None:
        """Raises IndexMismatch unless each store holds as many chunks as the catalog."""
        counts = {"catalog": self.generation.chunks}
        counts |= {name: store.count() for name, store in self._stores._asdict().items()}
        if len(set(counts.values())) > 1:
            shown = ", ".join(f"{name} {count}" for name, count in counts.items())
            raise IndexMismatch(
                f"the stores at {self.folder} disagree: chunks in {shown}; "
                f"mend it with: {mend(self.folder)}"
            )

    def _probe(self) -> None:
        """One search by the words of some paper, which reads every kind of Tantivy's files."""
        first = next(self._catalog.papers(), None)
        if first:
            self._stores.lexical.search(extract_terms(f"{first.title} {first.abstract}"), 1)
