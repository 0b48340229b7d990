"""The ways of searching that are compared: each takes a question, and gives papers, best first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from index.embedding import Embedder, EmbedderStamp, Vectors
from index.store import IndexReader
from rag.question import Question
from rag.reranker import Reranker, rerank_best
from rag.retriever import retrieve

DEPTH = 100  # hits that are asked for, so as far as recall@100 needs

Search = Callable[[Question], list[str]]


@dataclass(slots=True)
class RememberingEmbedder:
    """An embedder that embeds no text twice: every system gets the same vectors, once paid for."""

    embedder: Embedder
    _documents: dict[str, Vectors] = field(default_factory=dict)
    _queries: dict[str, Vectors] = field(default_factory=dict)

    @property
    def stamp(self) -> EmbedderStamp:
        return self.embedder.stamp

    def embed_documents(self, texts: list[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._documents]
        if new:
            self._documents |= zip(new, self.embedder.embed_documents(new), strict=True)
        return np.stack([self._documents[text] for text in texts])

    def embed_query(self, text: str) -> Vectors:
        if text not in self._queries:
            self._queries[text] = self.embedder.embed_query(text)
        return self._queries[text]


def search_by_words(index: IndexReader) -> Search:
    """The index's words alone."""
    return lambda question: _papers(index, index.search_terms(question.terms, DEPTH))


def search_by_meaning(index: IndexReader, embedder: Embedder) -> Search:
    """The index's vectors alone."""
    return lambda question: _papers(
        index, index.search_vector(embedder.embed_query(question.text), DEPTH)
    )


def search_as_we_do(
    index: IndexReader, embedder: Embedder, reranker: Reranker | None = None
) -> Search:
    """What the chatbot does, with DEPTH passages."""

    def search(question: Question) -> list[str]:
        passages = retrieve(question, embedder.embed_query(question.text), index, DEPTH)
        if reranker:
            passages = rerank_best(reranker, question.text, passages)
        return list(dict.fromkeys(passage.paper.id for passage in passages))

    return search


def _papers(index: IndexReader, chunks: Iterable[str]) -> list[str]:
    """The chunks' papers in the chunks' order, each where its best chunk stands."""
    found = index.chunks(chunks)
    return list(dict.fromkeys(found[id].paper.id for id in chunks if id in found))
