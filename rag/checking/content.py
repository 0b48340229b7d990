"""Content: what a sentence says that its source says nothing of."""

from collections.abc import Sequence

from rag.checking.alignment import Alignment, is_plain
from rag.checking.reading import Text

MIN_COVERAGE = 0.45  # share of the sentence's content that the source must hold
LIKE = 0.45  # how alike a new word must be to something in the source to pass for its synonym
MAX_NEW = 0.34  # share of the loaded words that may be new and unlike
BETTER = 0.3  # by how much another passage must cover the sentence better


def find_new_content(pair: Alignment) -> str:
    """What is new, or nothing: a detail that was added, or a sentence from elsewhere."""
    loaded = [n for n in pair.says.content if not is_plain(pair.says.words[n].lower)]
    new = [n for n in loaded if not pair.candidates[n] and not _is_like(pair, n)]
    if pair.coverage < MIN_COVERAGE and len(new) > 1:
        return f"only {pair.coverage:.0%} of its content is in the source"
    if len(new) > max(1, MAX_NEW * len(loaded)) or _has_run(pair, new):
        words = [pair.says.words[n].lower for n in new[:4]]
        return f"the source says nothing of {', '.join(words)}"
    return ""


def find_better_source(pair: Alignment, others: Sequence[Text]) -> str:
    """Whether another passage covers the sentence clearly better."""
    for other in others:
        if Alignment(pair.says, other).coverage > pair.coverage + BETTER:
            return "fits another passage better than the one it cites"
    return ""


def _is_like(pair: Alignment, n: int) -> bool:
    if pair.likeness is None:
        return False
    word = pair.says.words[n]
    return pair.likeness(word.start, word.end) >= LIKE


def _has_run(pair: Alignment, new: list[int]) -> bool:
    """Whether two new words stand side by side: an added detail is mostly a phrase."""
    return any(b - a == 1 for a, b in zip(new, new[1:], strict=False))
