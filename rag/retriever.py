"""Question to passages: words and meaning, each for itself, fused; the best looked at closely."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from index.chunks import Chunk
from index.embedding import Embedder
from index.filters import ALL, PaperFilter
from index.store import IndexReader
from index.terms import extract_terms
from rag.answer import Passage
from rag.interaction import Asked, fetch_tokens

DEPTH = 100  # how far each of the two lists is read
CLOSE_DEPTH = 50  # fused passages that are looked at closely
PER_PAPER = 2  # passages that one paper may take
DENSE_SHARE = 0.5  # measured: .731 nDCG@10 on SciFact, .722 at .3, .700 at .7

# What a close look counts, in shares of the whole. Chosen on SciFact's train claims (nDCG@10 .729
# fused, .738 with late interaction, .745 with all) and the development questions, where coverage
# and proximity add little but take nothing.
FUSED_SHARE, LATE_SHARE, COVERAGE_SHARE, PROXIMITY_SHARE = 5 / 13, 5 / 13, 1 / 13, 2 / 13
NEAR = 8  # terms between which a pair of the question's neighbours still stands together


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
    best = sorted(chunks, key=lambda id: (-fused[id], id))[:CLOSE_DEPTH]
    close = [chunks[id] for id in best]
    late = _compare(asked, close, index, embedder)
    scores = look_closely(fused, late, _match_words(asked, close, index))
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


def look_closely(
    fused: Mapping[str, float], late: Mapping[str, float], words: Mapping[str, float]
) -> dict[str, float]:
    """The fused scores with the min-max normalised late ones and the word matches, 0 to 1.

    `words` are 0 to COVERAGE_SHARE + PROXIMITY_SHARE; what is missing counts 0.
    """
    tokens = _normalise(late)
    return {
        id: FUSED_SHARE * score + LATE_SHARE * tokens.get(id, 0.0) + words.get(id, 0.0)
        for id, score in fused.items()
    }


def cover(terms: Sequence[str], rarity: Mapping[str, float], held: Sequence[str]) -> float:
    """Share of a question's distinct terms, weighted by rarity, that a text holds; 0 to 1."""
    total = sum(rarity[term] for term in set(terms))
    found = sum(rarity[term] for term in set(terms) & set(held))
    return found / total if total else 0.0


def stand_together(terms: Sequence[str], rarity: Mapping[str, float], held: Sequence[str]) -> float:
    """Share of a question's pairs of neighbouring terms that stand NEAR each other in a text.

    Weighted by their rarity, in either order; 0 to 1. After sequential dependence (Metzler and
    Croft, 2005).
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, term in enumerate(held):
        places[term].append(place)
    total = found = 0.0
    for one, other in pairwise(terms):
        weight = rarity[one] + rarity[other]
        total += weight
        if any(abs(a - b) <= NEAR for a in places[one] for b in places[other]):
            found += weight
    return found / total if total else 0.0


def _match_words(asked: Asked, chunks: list[Chunk], index: IndexReader) -> dict[str, float]:
    terms = extract_terms(asked.question.text)
    rarity = {term: index.rarity(term) for term in terms}
    matches = {}
    for chunk in chunks:
        held = extract_terms(chunk.text)
        near = stand_together(terms, rarity, held)
        matches[chunk.id] = COVERAGE_SHARE * cover(terms, rarity, held) + PROXIMITY_SHARE * near
    return matches


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
