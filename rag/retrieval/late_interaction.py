"""Late interaction: a question compared with a passage token by token.

Each token of the question looks for its nearest in the passage, and the weighted mean of what they
find is the score ("MaxSim": Khattab and Zaharia, ColBERT, 2020). Tokens weigh by the rarity of
their words, so that "the" says little and a coined name much.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedding.loading import Embedder
from index.embedding.tokens import Reading, TokenSigns, Vectors, find_best, read_chunks
from index.papers.terms import extract_terms
from index.store.reader import IndexReader
from rag.query.question import Question

# Added to each rarity (0 to 10) where passages are ranked, and where sentences are chosen: nDCG@10
# on SciFact's train claims is .752 with 1 and .753 with 2. Stop words, which have none, count where
# sentences are chosen; where passages are ranked they would cost .4 ms and give .754.
SMOOTHING, OWN_SMOOTHING = 2.0, 1.0
# How much the words of earlier turns count where sentences are chosen: they say what "it" is.
CONTEXT = 0.3
_WORD = re.compile(r"[^\W_]+")

Words = tuple[tuple[int, int, float], ...]  # where each stands, from and to, and its rarity


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """A question as it is compared.

    Args:
        question: the question itself.
        vector: the whole, shape (dimensions,), length 1.
        tokens: rows of length 1 for those that stand in a word, shape (tokens, dimensions).
        weights: what each token counts where passages are ranked, summing to 1, shape (tokens,);
            those of stop words nothing.
        own: the same where sentences are chosen, with the words of earlier turns at CONTEXT.
        words: where each word of the question stands, from and to, and its rarity.
        places: the position of each token's word among them, shape (tokens,).

    """

    question: Question
    vector: Vectors
    tokens: Vectors
    weights: Vectors
    own: Vectors
    words: Words
    places: npt.NDArray[np.int64]

    def compare(self, passage: TokenSigns) -> Vectors:
        """Similarity of each token to each of the passage's, -1 to 1, shape (tokens, theirs)."""
        return passage.compare(self.tokens)

    def score(self, passages: Mapping[str, TokenSigns]) -> dict[str, float]:
        """MaxSim with each passage, by its id, -1 to 1; where both have a token that counts."""
        told = {id: passage for id, passage in passages.items() if len(passage.spans)}
        counted = self.weights > 0
        if not (told and counted.any()):
            return {}
        best = find_best(self.tokens[counted], list(told.values()))
        return dict(zip(told, (self.weights[counted] @ best).tolist(), strict=True))


def rate_words(question: Question, index: IndexReader) -> Words:
    """The rarity of each of a question's words in an index's chunks; of stop words it is 0."""
    return tuple(
        (*found.span(), _rate_word(found[0], index)) for found in _WORD.finditer(question.text)
    )


def encode(question: Question, reading: Reading, words: Words) -> EncodedQuestion:
    """Weigh a question's tokens, as its embedder read them, by its words."""
    starts = reading.spans[:, 0].astype(np.int64)
    ends = np.array([word[1] for word in words], np.int64)
    # A token stands in the first word that ends behind its start, if that has begun.
    places = np.searchsorted(ends, starts, side="right")
    inside = [n < len(words) and words[n][0] <= s for n, s in zip(places, starts, strict=True)]
    places, starts = places[inside], starts[inside]
    rarities = np.array([words[n][2] for n in places], np.float32)
    context = np.where(starts < question.own, 1.0, CONTEXT)
    ranked = np.where(rarities > 0, rarities + SMOOTHING, 0)
    weights = _to_shares(ranked), _to_shares(context * (rarities + OWN_SMOOTHING))
    tokens = reading.tokens[inside]
    tokens = tokens / np.maximum(np.linalg.norm(tokens, axis=1, keepdims=True), 1e-12)
    return EncodedQuestion(question, reading.vector, tokens, *weights, words, places)


class TokenReader:
    """The tokens of chunks: the index's, or read now where it was made without. Each once.

    Args:
        index: where the chunks are.
        embedder: the one that made it.

    """

    def __init__(self, index: IndexReader, embedder: Embedder) -> None:
        self._index, self._embedder = index, embedder
        self._known: dict[str, TokenSigns] = {}

    def read(self, ids: Iterable[str]) -> dict[str, TokenSigns]:
        """Those of the chunks with these ids that are in the index, by id."""
        wanted = list(ids)
        self._known |= self._index.tokens(id for id in wanted if id not in self._known)
        missing = [id for id in wanted if id not in self._known]
        if missing:
            chunks = self._index.chunks(missing)
            _, read = read_chunks(list(chunks.values()), self._embedder)
            self._known |= zip(chunks, read, strict=True)
        return {id: self._known[id] for id in wanted if id in self._known}


def _rate_word(word: str, index: IndexReader) -> float:
    terms = extract_terms(word)
    return index.rarity(terms[0]) if terms else 0.0


def _to_shares(weights: Vectors) -> Vectors:
    total = float(weights.sum())
    shares: Vectors = (weights / total if total else weights).astype(np.float32)
    return shares
