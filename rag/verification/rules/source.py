"""Source: a sentence cites the passage that it fits, and no other.

Source: The model of the authors improves accuracy on the benchmark.
Other: The routing network of the model improves accuracy on the benchmark by voting.
Passes: The model improves accuracy on the benchmark.
Fails: The routing network improves accuracy.
"""

from rag.language.alignment import Alignment

BETTER = 0.3  # by how much another passage must cover the sentence better


def find_better_source(pair: Alignment) -> str:
    """Whether a passage that is not cited covers the sentence clearly better, in words."""
    for other in pair.others:
        if Alignment(pair.says, other).coverage > pair.coverage + BETTER:
            return "fits another passage better than the one it cites"
    return ""
