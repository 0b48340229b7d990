"""Derived store: the words of each chunk, in Tantivy."""

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from tantivy import TextAnalyzerBuilder, Tokenizer

from index.papers.chunks import Chunk
from index.papers.terms import FORM, analyzer, extract_forms
from index.store.catalog.facts import FACTS
from index.store.catalog.selection import Bounds
from index.store.derived.sketches import Numbers

# Measured on SciFact's train claims, the whole way of rag.retrieval.retriever: .754 nDCG@10; with
# titles at .25 .752, at .75 .753; with forms at .3 .754, at .7 .753, without .751. Over 9,577
# papers forms bring one more of the development questions' papers among the first five.
TITLE_WEIGHT = 0.5
FORM_WEIGHT = 0.5
# A form that more chunks hold says little beside its stem, and takes long. So does a stem that also
# more than a share of all hold, beside rarer ones: of a million the best take 7 ms then, not 25. On
# SciFact's train claims, which are too few for it, the share alone gives .753 nDCG@10; .749 at .1.
_COMMON, _COMMON_SHARE = 20_000, 0.2
_ENOUGH = 100  # chunks that hold rarer stems
_ANALYZER, _FORMS = "terms", "forms"
_BODY = "body"  # whose chunk it is
_HEAP = 64_000_000  # bytes for the writer, which runs one thread so that commits are small


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk", stored=True, tokenizer_name="raw")
    for name, analysis in (("title", _ANALYZER), ("text", _ANALYZER), ("forms", _FORMS)):
        builder.add_text_field(name, tokenizer_name=analysis, index_option="freq")
    for name in (_BODY, *FACTS):
        builder.add_integer_field(name, fast=True, indexed=name == _BODY)
    return builder.build()


class LexicalIndex:
    """BM25 over the terms of titles and of whole texts, and over these texts' forms."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._index.register_tokenizer(_ANALYZER, analyzer())
        self._index.register_tokenizer(_FORMS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())

    @classmethod
    def create(cls, folder: Path) -> "LexicalIndex":
        folder.mkdir(exist_ok=True)
        return cls(tantivy.Index(_schema(), path=str(folder), reuse=True))

    @classmethod
    def open(cls, folder: Path) -> "LexicalIndex":
        """Raises ValueError when there is none."""
        return cls(tantivy.Index.open(str(folder)))

    @staticmethod
    def fits(folder: Path) -> bool:
        """Whether the index that is there has this version's fields."""
        try:
            tantivy.Index(_schema(), path=str(folder), reuse=True)
        except ValueError:
            return False
        return True

    def write(self, removed: Iterable[str], added: Iterable[tuple[Chunk, Sequence[int]]]) -> None:
        """Take chunks out by id, and put chunks in, each with its body and FACTS; commits."""
        writer = self._index.writer(_HEAP, 1)
        for id in removed:
            writer.delete_documents_by_term("chunk", id)
        for chunk, key in added:
            document = tantivy.Document(
                chunk=chunk.id,
                title=chunk.paper.title,
                text=chunk.text,
                forms=" ".join(extract_forms(chunk.text)),
            )
            for name, value in zip((_BODY, *FACTS), key, strict=True):
                document.add_integer(name, int(value))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ids(self) -> Iterator[str]:
        """The ids of all chunks."""
        searcher = self._index.searcher()
        everything = tantivy.Query.all_query()
        for _, address in searcher.search(everything, max(1, self.count())).hits:
            yield searcher.doc(address)["chunk"][0]

    def count(self) -> int:
        return int(self._index.searcher().num_docs)

    def search(
        self, terms: Iterable[str], limit: int, bounds: Bounds | None = None
    ) -> dict[str, float]:
        """Chunk id to BM25 score (0 or more, best first) of the chunks that hold any term.

        Forms (see index.papers.terms) may be among the terms; what very many chunks hold is passed
        over where there is rarer. Only of those inside the bounds, where given; their scores are
        the same as without.
        """
        query = self._query(terms)
        if bounds:
            must = tantivy.Occur.Must
            query = tantivy.Query.boolean_query(
                [(must, query), *((must, part) for part in self._limits(bounds))]
            )
        searcher = self._index.searcher()
        hits = searcher.search(query, limit, count=False).hits
        return {searcher.doc(address)["chunk"][0]: score for score, address in hits}

    def search_deep(
        self, terms: Iterable[str], limit: int, bodies: Numbers, depth: int
    ) -> dict[str, float]:
        """The same of these bodies' chunks, at most `limit` of the best `depth` of all.

        The bodies are ascending.
        """
        searcher = self._index.searcher()
        hits = searcher.search(self._query(terms), depth, count=False).hits
        found = np.array(searcher.fast_field_values(_BODY, [place for _, place in hits]), np.int64)
        places = np.searchsorted(bodies, found)
        inside = bodies[np.minimum(places, len(bodies) - 1)] == found
        kept = (hits[n] for n in np.flatnonzero(inside)[:limit])
        return {searcher.doc(address)["chunk"][0]: score for score, address in kept}

    def rarity(self, term: str) -> float:
        """Inverse document frequency as in BM25: ln(1 + (N - n + 0.5) / (n + 0.5)).

        N is the number of chunks, n of those that hold the term (Robertson and Zaragoza, 2009).
        """
        searcher = self._index.searcher()
        held = min(searcher.doc_freq("text", term), searcher.num_docs)
        return math.log(1 + (searcher.num_docs - held + 0.5) / (held + 0.5))

    def _query(self, terms: Iterable[str]) -> Any:
        # All in one union: Tantivy then leaves out what cannot get among the best (block-max WAND),
        # half the time of a union of unions.
        parts = [part for term in self._leave_out(set(terms)) for part in self._term_queries(term)]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, part) for part in parts])

    def _leave_out(self, terms: set[str]) -> set[str]:
        """The terms without the common ones, where others are left."""
        searcher = self._index.searcher()
        if searcher.num_docs <= _COMMON:
            return terms
        held = {term: searcher.doc_freq("text", term) for term in terms if FORM not in term}
        many = max(_COMMON, _COMMON_SHARE * searcher.num_docs)
        rare = {term for term, chunks in held.items() if chunks <= many}
        forms = terms - held.keys()
        told = {form for form in forms if searcher.doc_freq("forms", form) <= _COMMON}
        enough = sum(held[term] for term in rare) >= _ENOUGH
        return told | (rare if enough else held.keys())

    def _term_queries(self, term: str) -> Iterator[Any]:
        fields = {"forms": FORM_WEIGHT} if FORM in term else {"title": TITLE_WEIGHT, "text": 1.0}
        for field, weight in fields.items():
            query = tantivy.Query.term_query(self._index.schema, field, term)
            yield tantivy.Query.boost_query(query, weight)

    def _limits(self, bounds: Bounds) -> Iterator[Any]:
        """Yield queries that all must hold, and that add nothing to a score."""
        schema, query = self._index.schema, tantivy.Query
        limits = [self._range(*each) for each in bounds.ranges]
        if bounds.organizations is not None:
            ones = [self._range("organization", n, n) for n in bounds.organizations]
            limits.append(query.boolean_query([(tantivy.Occur.Should, one) for one in ones]))
        if bounds.bodies is not None:
            limits.append(query.term_set_query(schema, _BODY, list(bounds.bodies)))
        return (query.const_score_query(limit, 0.0) for limit in limits)

    def _range(self, fact: str, least: int, most: int) -> Any:
        kind = tantivy.FieldType.Integer
        return tantivy.Query.range_query(self._index.schema, fact, kind, least, most)
