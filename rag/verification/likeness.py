"""How alike the words of a sentence are to its sources, by the tokens that the index holds."""

from collections.abc import Sequence

import numpy as np

from index.embedding.tokens import Reading, TokenSigns
from rag.language.alignment import Likeness


def compare_tokens(sentence: Reading, sources: Sequence[TokenSigns]) -> Likeness:
    """The likeness of a sentence, as the embedder read it, to the tokens of its sources.

    Of a stretch it is the mean over its tokens of the best cosine to any source's token, as the
    signs give it: -1 to 1; 0 where the embedder read no token there, or the sources have none.
    """
    lengths = np.linalg.norm(sentence.tokens, axis=1, keepdims=True)
    tokens = sentence.tokens / np.maximum(lengths, 1e-12)
    starts, ends = sentence.spans[:, 0].astype(np.int64), sentence.spans[:, 1].astype(np.int64)
    held = [source for source in sources if len(source.spans)]

    def likeness(start: int, end: int) -> float:
        inside = (starts < end) & (ends > start)
        if not (held and inside.any()):
            return 0.0
        # Only what is asked for: few words are new, and a product of few rows needs no threads,
        # whose waiting would cost more than all the rules.
        best = [source.compare(tokens[inside]).max(axis=1) for source in held]
        return float(np.max(best, axis=0).mean())

    return likeness
