"""Every sentence of an answer against the sentences it cites.

A slice of a source is supported as it stands. Anything else must bring no figure and no name that
its source lacks, turn no direction, negation or role round, claim no more than its source, and take
what it says from there. These are rules over words: a contradiction without any such sign passes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer import Verdict
from rag.checking.alignment import Alignment, Likeness
from rag.checking.amounts import find_wrong_figure
from rag.checking.claims import find_overclaim
from rag.checking.content import find_better_source, find_new_content
from rag.checking.denials import find_denial
from rag.checking.directions import find_turned_direction
from rag.checking.names import find_new_names
from rag.checking.reading import Text
from rag.checking.roles import find_swapped_roles

# In this order: the first complaint is the reason that is told.
RULES: tuple[Callable[[Alignment], str], ...] = (
    find_wrong_figure,
    find_new_names,
    find_turned_direction,
    find_denial,
    find_swapped_roles,
    find_overclaim,
    find_new_content,
)


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one sentence, and the reason in words a reader understands."""

    verdict: Verdict
    reason: str


def check_sentence(
    sentence: str,
    sources: Sequence[str],
    *,
    likeness: Likeness | None = None,
    others: Sequence[str] = (),
) -> Check:
    """Judge one sentence (without markers) by the texts it cites.

    `likeness` says how alike a stretch of the sentence is to anything in the sources; without it
    only words of the same root or group of synonyms agree. `others` are passages that the sentence
    does not cite and might fit better.
    """
    if not sources:
        return Check("uncited", "no source is named")
    plain = _squeeze(sentence)
    if any(plain in _squeeze(source) for source in sources):
        return Check("supported", "the abstract's own words")
    pair = Alignment(read(plain), read(" ".join(map(_squeeze, sources))), likeness)
    for rule in RULES:
        complaint = rule(pair)
        if complaint:
            return Check("unsupported", complaint)
    complaint = find_better_source(pair, [read(_squeeze(other)) for other in others])
    if complaint:
        return Check("unsupported", complaint)
    return Check("supported", "figures, names and words agree with the source")


@lru_cache(maxsize=256)
def read(text: str) -> Text:
    """A text with its words; an abstract is read once for all sentences that cite it."""
    return Text(text)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
