"""The ways of searching that are compared: each takes a question, and gives papers, best first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from index.embedding.loading import Embedder, EmbedderStamp
from index.embedding.tokens import Reading
from index.store.reader import IndexReader
from rag.query.question import Question
from rag.retrieval.reranker import Reranker
from rag.retrieval.retriever import Retriever

DEPTH = 100  # hits that are asked for, so as far as recall@100 needs

Search = Callable[[Question], list[str]]


@dataclass(slots=True)
class RememberingEmbedder:
    """An embedder that reads no question twice: all systems get the same vectors, once paid for."""

    embedder: Embedder
    _queries: dict[str, Reading] = field(default_factory=dict)

    @property
    def stamp(self) -> EmbedderStamp:
        return self.embedder.stamp

    def read_documents(self, texts: list[str]) -> list[Reading]:
        return self.embedder.read_documents(texts)

    def read_query(self, text: str) -> Reading:
        if text not in self._queries:
            self._queries[text] = self.embedder.read_query(text)
        return self._queries[text]


def search_by_words(index: IndexReader) -> Search:
    """The index's words alone."""
    return lambda question: _papers(
        index, index.search_terms((*question.terms, *question.forms), DEPTH)
    )


def search_by_meaning(index: IndexReader, embedder: Embedder) -> Search:
    """The index's vectors alone."""
    return lambda question: _papers(
        index, index.search_vector(embedder.read_query(question.text).vector, DEPTH)
    )


def search_as_we_do(
    index: IndexReader, embedder: Embedder, reranker: Reranker | None = None
) -> Search:
    """What the chatbot does, with DEPTH passages."""

    def search(question: Question) -> list[str]:
        passages = Retriever(index, embedder, reranker).retrieve(question, DEPTH).passages
        return list(dict.fromkeys(passage.paper.id for passage in passages))

    return search


def _papers(index: IndexReader, chunks: Iterable[str]) -> list[str]:
    """The chunks' papers in the chunks' order, each where its best chunk stands."""
    found = index.chunks(chunks)
    return list(dict.fromkeys(found[id].paper.id for id in chunks if id in found))
