"""What an embedder is, and what an index remembers of it."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from index.embedding.tokens import Reading, Vectors


@dataclass(frozen=True, slots=True)
class EmbedderStamp:
    """What an index remembers of its embedder: vectors of two different stamps do not compare."""

    name: str
    dimensions: int
    digest: str


class Embedder(Protocol):
    """Texts to unit vectors, so that a dot product is the cosine, and to tokens in context."""

    @property
    def stamp(self) -> EmbedderStamp:
        """Which model this is."""

    def read_documents(self, texts: list[str]) -> list[Reading]:
        """Read what is searched."""

    def read_query(self, text: str) -> Reading:
        """Read what is searched for."""


def make_reading(
    vector: Vectors, tokens: Vectors, places: list[tuple[int, int]], prompt: int = 0
) -> Reading:
    """Without the model's own marks, padding and prompt, none of which stands in the text.

    `places` says where each of the first rows of `tokens` stands, from and to, in the prompt (so
    many characters) and the text behind it; the model's own marks have no width.
    """
    spans = np.array(places, np.int64)
    real = (spans[:, 1] > spans[:, 0]) & (spans[:, 0] >= prompt)
    return Reading(vector, tokens[: len(spans)][real], (spans[real] - prompt).astype(np.uint16))


def normalise(rows: Vectors) -> Vectors:
    """Rows of length 1, shape (rows, dimensions)."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = (rows / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit
