"""Every sentence of an answer against the sentences it cites.

A slice of a source is supported as it stands. Anything else must bring no figure and no name that
its source lacks, turn no direction, negation or role round, claim no more than its source, and take
what it says from there. These are rules over words: a contradiction without any such sign passes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.parts import Verdict
from rag.language.alignment import Alignment
from rag.language.reading import Text
from rag.verification.entailment import Entailment
from rag.verification.rule import find_complaints

MAX_SENTENCE = 2_000  # characters; what is longer and no quote is no sentence
MAX_SOURCE = 12_000  # characters of all sources together that are read; abstracts have 1,500
SURE = 0.9  # probability from which an entailment model is heard


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one sentence, and the reason in words a reader understands.

    `rule` names the rule that complained, "length" or "entailment"; else empty. A `soft` complaint
    is one that an entailment model may overrule.
    """

    verdict: Verdict
    reason: str
    rule: str = ""
    soft: bool = False


def check_sentence(
    sentence: str,
    sources: Sequence[str],
    *,
    others: Sequence[str] = (),
    entailment: Entailment | None = None,
) -> Check:
    """Judge one sentence (without markers) by the texts it cites.

    `others` are passages that the sentence does not cite and might fit better. `entailment` is
    heard where it is sure: it adds a complaint to what the rules pass, or overrules a soft one.
    """
    if not sources:
        return Check("uncited", "no source is named")
    plain = _squeeze(sentence)
    if any(plain in _squeeze(source) for source in sources):
        return Check("supported", "the abstract's own words")
    if len(plain) > MAX_SENTENCE:
        return Check("unsupported", f"is longer than {MAX_SENTENCE} characters", "length")
    check = _apply_rules(align(sentence, sources, others))
    return _hear(entailment, check, plain, sources) if entailment else check


def align(sentence: str, sources: Sequence[str], others: Sequence[str] = ()) -> Alignment:
    """A sentence beside its sources, as the rules read them."""
    source = " ".join(map(_squeeze, sources))
    return Alignment(
        read(_squeeze(sentence)), read(source), tuple(read(_squeeze(other)) for other in others)
    )


def _apply_rules(pair: Alignment) -> Check:
    for rule, complaint in find_complaints(pair):
        return Check("unsupported", complaint, rule.name, rule.soft)
    return Check("supported", "figures, names and words agree with the source")


def _hear(entailment: Entailment, check: Check, sentence: str, sources: Sequence[str]) -> Check:
    supports, contradicts = entailment.judge(sentence, sources)
    if check.verdict == "supported" and contradicts >= SURE:
        reason = f"contradicts the source, by the entailment model ({contradicts:.0%})"
        return Check("unsupported", reason, "entailment")
    if check.soft and supports >= SURE:
        return Check(
            "supported", f"follows from the source, by the entailment model ({supports:.0%})"
        )
    return check


@lru_cache(maxsize=256)
def read(text: str) -> Text:
    """A text with its words; an abstract is read once for all sentences that cite it."""
    return Text(text[:MAX_SOURCE])


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
