"""Derived store: the vector of each chunk, in Chroma."""

import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings
from chromadb.errors import ChromaError

from index.embedding.tokens import Vectors
from index.store.derived.axes import project

_COLLECTION = "chunks"
_AXES = "axes.npy"
# How widely the graph is searched. With Chroma's own 100 and 100 a search for 100 finds 87 of them
# (of 9,577 chunks), with these 96 and with 200 and 300 98, which takes 0.3 ms longer and gives the
# same nDCG@10 on SciFact's train claims and the same figures on the development questions.
_EF_CONSTRUCTION, _EF_SEARCH = 200, 200
_SYNC = 2  # changes from which a call writes the graph to its files; Chroma allows no fewer
_BATCH = 5_000  # Chroma takes 5,461 records a call


class VectorIndex:
    """Nearest neighbours by cosine. The texts stay in the catalog: here they cost 8 KB each.

    Args:
        client: Chroma's, for one folder.
        collection: the chunks' vectors.
        axes: along which vectors are kept, see index.store.derived.axes; None for all dimensions.

    """

    def __init__(
        self, client: Client, collection: chromadb.Collection, axes: Vectors | None
    ) -> None:
        self._client, self._collection, self._axes = client, collection, axes
        # Chroma keeps the client of each folder for ever: a page that runs for months must not.
        weakref.finalize(self, client.close)

    @classmethod
    def create(cls, folder: Path, axes: Vectors | None = None) -> "VectorIndex":
        """Open, or make where there is none, with these axes."""
        client = _client(folder)
        if axes is not None:
            np.save(folder / _AXES, axes)
        return cls(
            client,
            client.get_or_create_collection(
                _COLLECTION,
                configuration={
                    "hnsw": {
                        "space": "cosine",
                        "ef_construction": _EF_CONSTRUCTION,
                        "ef_search": _EF_SEARCH,
                        "batch_size": _SYNC,
                        "sync_threshold": _SYNC,
                    }
                },
                # Without None Chroma attaches a model of its own, and downloads it.
                embedding_function=None,
            ),
            _read_axes(folder),
        )

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        """Raises ValueError when there is none, or Chroma cannot read it."""
        # Chroma's client makes what is missing, and a reader must not.
        if not (folder / "chroma.sqlite3").is_file():
            raise ValueError(f"{folder} holds no Chroma database")
        try:
            client, axes = _client(folder), _read_axes(folder)
            found = cls(client, client.get_collection(_COLLECTION, embedding_function=None), axes)
            found._probe()
        except (ChromaError, ValueError, RuntimeError) as error:
            raise ValueError(f"Chroma cannot read {folder}: {error}") from error
        return found

    @staticmethod
    def has_axes(folder: Path) -> bool:
        """Whether the vectors there are kept along axes."""
        return (folder / _AXES).is_file()

    @property
    def exact(self) -> bool:
        """Whether similarities are those of the vectors as they were added."""
        return self._axes is None

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Write chunks; `vectors` has one row for each, in order."""
        vectors = self._project(vectors)
        for start in range(0, len(ids), _BATCH):
            end = start + _BATCH
            self._collection.upsert(ids=list(ids[start:end]), embeddings=vectors[start:end])

    def remove(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), _BATCH):
            self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def ids(self) -> Iterator[str]:
        """The ids of all chunks."""
        for start in range(0, self.count(), _BATCH):
            yield from self._collection.get(limit=_BATCH, offset=start, include=[])["ids"]

    def finish(self) -> None:
        """Have the graph's files hold everything, and let go of them.

        A change that is not in them would be made again, in memory, at every opening; and a graph
        that was never written is written by whoever opens it, a reader too.
        """
        last = self._collection.get(limit=1, include=["embeddings"])
        for _ in range(_SYNC if last["ids"] else 0):
            self._collection.upsert(ids=last["ids"], embeddings=last["embeddings"])
        self._probe()
        self.close()

    def close(self) -> None:
        self._client.close()

    def count(self) -> int:
        return self._collection.count()

    def search(self, vector: Vectors, limit: int) -> dict[str, float]:
        """Chunk id to cosine similarity (-1 to 1, best first). `vector` has shape (dimensions,)."""
        (kept,) = self._project(vector[None])
        found = self._collection.query(
            query_embeddings=[kept.tolist()], n_results=limit, include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        # Chroma gives the cosine distance, 1 - cosine.
        return {id: 1 - distance for id, distance in zip(found["ids"][0], distances, strict=True)}

    def _probe(self) -> None:
        """One search: the records and the graph over them are separate files."""
        first = self._collection.get(limit=1, include=["embeddings"])
        if first["ids"] and first["embeddings"] is not None:
            kept = np.asarray(first["embeddings"][0], np.float32)
            self._collection.query(query_embeddings=kept, n_results=1)

    def _project(self, vectors: Vectors) -> Vectors:
        return vectors if self._axes is None else project(vectors, self._axes)


def _read_axes(folder: Path) -> Vectors | None:
    file = folder / _AXES
    return np.load(file) if file.is_file() else None


def _client(folder: Path) -> Client:
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    return cast(Client, client)  # which can be closed; ClientAPI does not say so
