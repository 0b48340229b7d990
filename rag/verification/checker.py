"""Every sentence of an answer against the sentences it cites.

An exact slice of a source is supported as it stands. Whatever else is said, the judge weighs it:
a network that has learned from sentences which were written about abstracts (rag/judge). One rule
decides by itself, on exact figures that the source lacks; the others that did were right too
seldom (docs/judge.md).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.answer.parts import Verdict
from rag.judge.judge import Support, open_judge
from rag.judge.reading import Passage
from rag.verification.figures import find_new_figures

MAX_SENTENCE = 2_000  # characters; what is longer and no quote is no sentence
SUPPORTED = 0.5  # probability from which a sentence is taken for supported


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one sentence, and the reason in words a reader understands.

    `support` is what was weighed for it; None for a quote and for what nothing was weighed for.
    `figures` are those that the source does not have.
    """

    verdict: Verdict
    reason: str
    support: Support | None = None
    figures: tuple[str, ...] = ()


class ClaimJudge(Protocol):
    """Says how well passages support a sentence: the packaged judge, or another."""

    def weigh_claims(
        self, texts: Sequence[str], passages: Sequence[Passage], cited: frozenset[int] = frozenset()
    ) -> list[Support]:
        """`cited` are the numbers, over all passages, of the sentences that they cite."""


def check_sentence(
    sentence: str,
    passages: Sequence[Passage],
    cited: frozenset[int] = frozenset(),
    judge: ClaimJudge | None = None,
) -> Check:
    """Judge one sentence (without markers) by the passages it cites.

    `cited` are the numbers of the sentences in question over all passages; by default all are. Only
    these are quoted. `judge` is the packaged one by default.
    """
    texts = [text for passage in passages for text in passage.sentences]
    if not texts:
        return Check("uncited", "no source is named")
    plain = _squeeze(sentence)
    named = [texts[number] for number in cited] if cited else texts
    if any(plain in _squeeze(text) for text in named):
        return Check("supported", "the abstract's own words")
    if len(plain) > MAX_SENTENCE:
        return Check("unsupported", f"is longer than {MAX_SENTENCE} characters")
    if missing := find_new_figures(plain, " ".join([*(p.title for p in passages), *texts])):
        complaint = f"the abstract does not have {' or '.join(missing[:3])}"
        return Check("unsupported", complaint, figures=tuple(missing))
    (support,) = (judge or open_judge()).weigh_claims([plain], passages, cited)
    if support.probability >= SUPPORTED:
        return Check("supported", f"follows from the abstract ({support.probability:.0%})", support)
    return Check("unsupported", _explain(support), support)


def _explain(support: Support) -> str:
    """What is wrong, in words."""
    seen = f"({support.probability:.0%} that it does)"
    if not support.doubts:
        return f"the abstract does not say so {seen}"
    quoted = " or ".join(f"“{doubt}”" for doubt in support.doubts[:3])
    return f"the abstract does not say {quoted} {seen}"


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
