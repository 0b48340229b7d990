"""The sentences of a passage by how well they fit a question, token by token, without reading."""

import numpy as np

from index.embedding.tokens import TokenSigns, Vectors
from index.papers.chunks import Sentence, split_sentences
from rag.answer.parts import Passage
from rag.retrieval.late_interaction import EncodedQuestion

MAX_SENTENCES = 40  # of one passage


def fit_sentences(
    encoded: EncodedQuestion, passage: Passage, tokens: TokenSigns
) -> list[tuple[Sentence, float]]:
    """Each sentence with the weighted MaxSim of the question to it and the title, -1 to 1."""
    chunk = passage.chunk
    inside = [s for s in split_sentences(chunk.paper) if chunk.start <= s.start < chunk.end]
    if not (inside and len(tokens.spans) and len(encoded.tokens)):
        return []
    similarity = encoded.compare(tokens)
    starts = tokens.spans[:, 0].astype(np.int64) - (len(chunk.paper.title) + 2 - chunk.start)
    title = _best(similarity[:, starts < chunk.start])
    return [
        (sentence, float(np.maximum(_best(similarity[:, mine]), title) @ encoded.own))
        for sentence in inside[:MAX_SENTENCES]
        for mine in [(starts >= sentence.start) & (starts < sentence.end)]
    ]


def _best(similarity: Vectors) -> Vectors:
    """The best of each row; -0.1, less than any match, where there are no columns."""
    found: Vectors = similarity.max(axis=1, initial=-0.1)
    return found
