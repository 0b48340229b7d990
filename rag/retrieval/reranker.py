"""The best passages put in a better order, by a model that reads question and passage together."""

from dataclasses import replace
from typing import Protocol

from index.errors import EncoderUnavailable
from rag.answer.parts import Passage
from rag.cross_encoder import open_cross_encoder

POOL = 30  # passages that are reranked: each costs a pass through the model
BATCH = 8  # pairs at once, as in index.embedding.loading


class Reranker(Protocol):
    """Orders passages by how well they answer a question."""

    def rerank(self, question: str, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        """The same passages, best first, ranked from 1, each with its `rerank_score`."""


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder, by name or by the path of its folder.

    Args:
        name: a folder, or a model's name, which sentence-transformers downloads once or takes
            from its cache. It is loaded here, so that a wrong one is told before a question is.

    Raises EncoderUnavailable where it cannot be loaded, or gives no single score for a pair.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        wanted = "a sentence-transformers CrossEncoder"
        self._model = open_cross_encoder(name, "reranker", wanted)
        if self._model.num_labels != 1:
            raise EncoderUnavailable(
                f"reranker {name!r} gives {self._model.num_labels} scores for a pair, not 1: it is "
                "a classifier; give a CrossEncoder that was trained to rank"
            )

    def rerank(self, question: str, passages: tuple[Passage, ...]) -> tuple[Passage, ...]:
        """Order by the model's score of (question, "title. text"); ties keep their order."""
        if not passages:
            return ()
        pairs = [(question, passage.chunk.text) for passage in passages]
        scores = self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)
        scored = [
            replace(passage, rerank_score=float(score))
            for passage, score in zip(passages, scores, strict=True)
        ]
        ordered = sorted(scored, key=lambda passage: -(passage.rerank_score or 0.0))
        return tuple(replace(passage, rank=n) for n, passage in enumerate(ordered, 1))


def rerank_best(
    reranker: Reranker, question: str, passages: tuple[Passage, ...]
) -> tuple[Passage, ...]:
    """The best POOL passages reranked; what is beyond follows as it was."""
    return reranker.rerank(question, passages[:POOL]) + passages[POOL:]
