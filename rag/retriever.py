"""Question to passages: words and meaning, each for itself, fused, and the best token by token."""

from collections import Counter
from collections.abc import Mapping

from index.chunks import Chunk
from index.embedding import Embedder
from index.filters import ALL, PaperFilter
from index.store import IndexReader
from rag.answer import Passage
from rag.interaction import Asked, fetch_tokens

DEPTH = 100  # how far each of the two lists is read
LATE_DEPTH = 50  # fused passages that are compared token by token
PER_PAPER = 2  # passages that one paper may take
DENSE_SHARE = 0.5  # measured: .731 nDCG@10 on SciFact, .722 at .3, .700 at .7
# Measured on SciFact's train claims: .748 nDCG@10, .745 at .44, .746 at .67, .729 at none. Coverage
# and proximity of the question's terms add .003, and nothing on the development questions.
LATE_SHARE = 0.5


def retrieve(
    asked: Asked,
    index: IndexReader,
    embedder: Embedder,
    k: int,
    filter: PaperFilter = ALL,
) -> tuple[Passage, ...]:
    """The k best passages of the papers that match a filter, best first.

    Ties go to the smaller chunk id, so that the order never depends on a store's.
    """
    lexical = index.search_terms(asked.question.terms, DEPTH, filter)
    dense = index.search_vector(asked.vector, DEPTH, filter)
    fused = fuse(lexical, dense)
    chunks = index.chunks(fused)
    best = sorted(chunks, key=lambda id: (-fused[id], id))[:LATE_DEPTH]
    late = _compare(asked, [chunks[id] for id in best], index, embedder)
    scores = add_late(fused, late)
    taken: Counter[str] = Counter()
    passages: list[Passage] = []
    for id in sorted(chunks, key=lambda id: (-scores[id], id)):
        chunk = chunks[id]
        if len(passages) < k and taken[chunk.paper.id] < PER_PAPER:
            taken[chunk.paper.id] += 1
            parts = (lexical.get(id), dense.get(id), late.get(id))
            passages.append(Passage(chunk, len(passages) + 1, scores[id], *parts))
    return tuple(passages)


def fuse(lexical: Mapping[str, float], dense: Mapping[str, float]) -> dict[str, float]:
    """Weighted sum of the two lists' min-max normalised scores, 0 to 1; a missing one counts 0."""
    words, meaning = _normalise(lexical), _normalise(dense)
    return {
        id: (1 - DENSE_SHARE) * words.get(id, 0.0) + DENSE_SHARE * meaning.get(id, 0.0)
        for id in {**words, **meaning}
    }


def add_late(fused: Mapping[str, float], late: Mapping[str, float]) -> dict[str, float]:
    """The fused scores with the min-max normalised late ones added; a missing one counts 0."""
    tokens = _normalise(late)
    return {
        id: (1 - LATE_SHARE) * score + LATE_SHARE * tokens.get(id, 0.0)
        for id, score in fused.items()
    }


def _compare(
    asked: Asked, chunks: list[Chunk], index: IndexReader, embedder: Embedder
) -> dict[str, float]:
    return {id: asked.score(tokens) for id, tokens in fetch_tokens(chunks, index, embedder).items()}


def _normalise(scores: Mapping[str, float]) -> dict[str, float]:
    """To 0 (the list's worst) … 1 (its best); a list of equals is all 1."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {id: (score - low) / width if width else 1.0 for id, score in scores.items()}
