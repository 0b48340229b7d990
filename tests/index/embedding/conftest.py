"""What the tests of embedders share: the same weights in other hands, and odd texts."""

from collections.abc import Sequence
from typing import Any

import pytest

from index.embedding.loading import Embedder, SentenceEmbedder
from index.embedding.packaged_embedder import MANY
from index.papers.paper import Paper

ODD = ["", " ", "\n", "tides", "Ünïcödé 漢字 🙂 $x^2$\u200b", "ab" * 2_000, "the sea " * 400]


def refuse(*_: object, **__: object) -> Any:
    raise RuntimeError("no such operator\nin domain com.microsoft")


@pytest.fixture(scope="session")
def reference() -> SentenceEmbedder:
    """The packaged weights as sentence-transformers runs them."""
    return SentenceEmbedder()


@pytest.fixture
def texts(sample_papers: list[Paper]) -> list[str]:
    chosen = [f"{paper.title}. {paper.abstract}" for paper in sample_papers[::6]] + ODD
    assert len(chosen) < MANY
    return chosen


def measure_unlike(
    one: Embedder, other: Embedder, texts: Sequence[str], cosine: float = 0.9999, beyond: int = 0
) -> float:
    """Share of the tokens' signs that differ; the vectors' cosine and the spans must not.

    Of a text that is longer than the other reads, one may read so many tokens `beyond` that.
    """
    pairs = zip(one.read_documents(list(texts)), other.read_documents(list(texts)), strict=True)
    unlike = tokens = 0
    for found, wanted in pairs:
        length = len(wanted.spans)
        assert found.vector @ wanted.vector >= cosine
        assert found.spans.dtype == wanted.spans.dtype
        assert found.spans[:length].tolist() == wanted.spans.tolist()
        assert len(found.tokens) == len(found.spans) <= length + beyond
        unlike += int(((found.tokens[:length] > 0) != (wanted.tokens > 0)).sum())
        tokens += wanted.tokens.size
    return unlike / tokens
