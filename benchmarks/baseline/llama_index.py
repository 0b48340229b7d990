"""What a user would otherwise build: llama-index's own pipeline over Chroma, as it comes.

No type of llama-index leaves it.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings as ChromaSettings
from llama_index.core import Document, StorageContext, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.vector_stores.chroma import ChromaVectorStore
from pydantic import PrivateAttr

from index.embedding.loading import Embedder, packaged_folder
from index.embedding.tokens import Vectors
from index.papers.chunks import Chunk
from index.papers.paper import Paper

_STORED = 5_000  # nodes at once: Chroma takes 5,461 records a call
_BATCH = 64  # texts that llama-index hands to the embedder at once


class LlamaIndexBaseline:
    """A VectorStoreIndex over ChromaVectorStore in a folder, with llama-index's default splitter.

    Built once for the same papers and embedder, and found again in the folder; what the folder
    held of others is dropped. A document is the title, a full stop and the abstract, as our own
    chunks are, so that both embed the same text.

    Args:
        papers: what is searched.
        embedder: the same as ours.
        folder: where Chroma writes; it is made where it is missing.
        report_done: gets the number of texts after each batch that was embedded.

    """

    def __init__(
        self,
        papers: Sequence[Paper],
        embedder: Embedder,
        folder: Path,
        report_done: Callable[[int], object] = lambda _: None,
    ) -> None:
        self._model = _Adaptor(embedder, report_done)
        client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
        name = f"papers-{_digest(papers, embedder)}"
        store = _open_store(client, f"{name}-complete")
        if store:
            self._index = VectorStoreIndex.from_vector_store(store, embed_model=self._model)
        else:
            self._index = _build(client, name, papers, self._model)

    def search(self, question: str, limit: int) -> list[str]:
        """Ids of the papers of the `limit` best nodes, each where its best node stands."""
        nodes = self._index.as_retriever(similarity_top_k=limit).retrieve(question)
        return list(dict.fromkeys(str(node.node.ref_doc_id) for node in nodes))


def load_pipeline() -> Callable[[Path, Path], None]:
    """llama-index's ingestion with the packaged weights, all settings as they come.

    What is returned reads a file of JSON lines with `id`, `title` and `abstract`, splits, embeds,
    and stores in Chroma in a new folder.
    """
    model = HuggingFaceEmbedding(model_name=str(packaged_folder()))
    model.get_text_embedding("loads what the first text needs")

    def ingest(file: Path, folder: Path) -> None:
        client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
        collection = client.create_collection("papers", embedding_function=None)
        store = ChromaVectorStore(chroma_collection=collection)
        papers = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        IngestionPipeline(transformations=[SentenceSplitter(), model], vector_store=store).run(
            documents=[
                Document(text=f"{paper['title']}. {paper['abstract']}", id_=paper["id"])
                for paper in papers
            ]
        )

    return ingest


def load_retriever(
    chunks: Sequence[Chunk], vectors: Vectors, folder: Path, limit: int
) -> Callable[[str], list[str]]:
    """llama-index's retriever over Chroma in a new folder, with the packaged weights.

    The chunks' vectors, one row each, are stored as they are; questions are embedded by
    HuggingFaceEmbedding. What is returned takes a question, and gives the ids of `limit` chunks.
    """
    client = chromadb.PersistentClient(str(folder), ChromaSettings(anonymized_telemetry=False))
    collection = client.create_collection("papers", embedding_function=None)
    store = ChromaVectorStore(chroma_collection=collection)
    nodes = [
        TextNode(id_=chunk.id, text=chunk.text, embedding=vector.tolist())
        for chunk, vector in zip(chunks, vectors, strict=True)
    ]
    for start in range(0, len(nodes), _STORED):
        store.add(nodes[start : start + _STORED])
    model = HuggingFaceEmbedding(model_name=str(packaged_folder()))
    index = VectorStoreIndex.from_vector_store(store, embed_model=model)
    retriever = index.as_retriever(similarity_top_k=limit)
    return lambda question: [found.node.node_id for found in retriever.retrieve(question)]


class _Adaptor(BaseEmbedding):  # type: ignore[misc]  # llama-index is untyped to us
    """Our embedder as llama-index wants one."""

    _embedder: Embedder = PrivateAttr()
    _report_done: Callable[[int], object] = PrivateAttr()

    def __init__(self, embedder: Embedder, report_done: Callable[[int], object]) -> None:
        super().__init__(model_name=embedder.stamp.name, embed_batch_size=_BATCH)
        self._embedder, self._report_done = embedder, report_done

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = [r.vector.tolist() for r in self._embedder.read_documents(texts)]
        self._report_done(len(texts))
        return rows

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        row: list[float] = self._embedder.read_query(query).vector.tolist()
        return row

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def _open_store(client: Any, name: str) -> Any:
    """The store of that name, None where there is none; all others are dropped."""
    found = None
    for collection in client.list_collections():
        if collection.name == name:
            # Without None Chroma attaches a model of its own.
            found = client.get_collection(name, embedding_function=None)
        else:
            client.delete_collection(collection.name)
    return ChromaVectorStore(chroma_collection=found) if found else None


def _build(client: Any, name: str, papers: Sequence[Paper], model: _Adaptor) -> Any:
    collection = client.create_collection(name, embedding_function=None)
    store = ChromaVectorStore(chroma_collection=collection)
    index = VectorStoreIndex.from_documents(
        [Document(text=f"{paper.title}. {paper.abstract}", id_=paper.id) for paper in papers],
        storage_context=StorageContext.from_defaults(vector_store=store),
        transformations=[SentenceSplitter()],  # the default; unnamed, it comes from a global
        embed_model=model,
    )
    collection.modify(name=f"{name}-complete")  # a build that was cut off is not taken for whole
    return index


def _digest(papers: Sequence[Paper], embedder: Embedder) -> str:
    digest = hashlib.sha256(embedder.stamp.digest.encode())
    for paper in papers:
        digest.update(f"{paper.id}\n{paper.text_hash}\n".encode())
    return digest.hexdigest()[:16]
