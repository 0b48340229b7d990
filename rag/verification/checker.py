"""Every sentence of an answer against the sentences it cites.

A slice of a source is supported as it stands. Anything else must bring no figure and no name that
its source lacks, turn no direction, negation or role round, claim no more than its source, and take
what it says from there. These are rules over words: a contradiction without any such sign passes.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.parts import Verdict
from rag.language.alignment import Alignment, Likeness
from rag.language.reading import Text
from rag.verification.entailment import Entailment
from rag.verification.rules.content import find_better_source, find_new_content
from rag.verification.rules.denial import find_denial
from rag.verification.rules.direction import find_turned_direction
from rag.verification.rules.figures import find_wrong_figure
from rag.verification.rules.flip import find_flip
from rag.verification.rules.names import find_new_names
from rag.verification.rules.roles import find_swapped_roles
from rag.verification.rules.strength import find_overclaim

# In this order: the first complaint is the reason that is told.
RULES: dict[str, Callable[[Alignment], str]] = {
    "figures": find_wrong_figure,
    "names": find_new_names,
    "direction": find_turned_direction,
    "denial": find_denial,
    "flip": find_flip,
    "roles": find_swapped_roles,
    "strength": find_overclaim,
    "content": find_new_content,
}
# What an entailment model that is sure may overrule: it cannot be trusted with figures and names.
SOFT = ("direction", "denial", "flip", "roles", "strength", "content")
MAX_SENTENCE = 2_000  # characters; what is longer and no quote is no sentence
MAX_SOURCE = 12_000  # characters of all sources together that are read; abstracts have 1,500
SURE = 0.9  # probability from which an entailment model is heard


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one sentence, and the reason in words a reader understands.

    `rule` names the rule that complained, of RULES, "source" or "entailment"; else empty.
    """

    verdict: Verdict
    reason: str
    rule: str = ""


def check_sentence(
    sentence: str,
    sources: Sequence[str],
    *,
    likeness: Likeness | None = None,
    others: Sequence[str] = (),
    entailment: Entailment | None = None,
) -> Check:
    """Judge one sentence (without markers) by the texts it cites.

    `likeness` says how alike a stretch of the sentence is to anything in the sources; without it
    only words of the same root or group of synonyms agree. `others` are passages that the sentence
    does not cite and might fit better. `entailment` is heard where it is sure: it adds a complaint
    to what the rules pass, or overrules one that is not about figures and names.
    """
    if not sources:
        return Check("uncited", "no source is named")
    plain = _squeeze(sentence)
    if any(plain in _squeeze(source) for source in sources):
        return Check("supported", "the abstract's own words")
    if len(plain) > MAX_SENTENCE:
        return Check("unsupported", f"is longer than {MAX_SENTENCE} characters", "length")
    pair = Alignment(read(plain), read(" ".join(map(_squeeze, sources))), likeness)
    check = _apply_rules(pair, [read(_squeeze(other)) for other in others])
    return _hear(entailment, check, plain, sources) if entailment else check


def _apply_rules(pair: Alignment, others: Sequence[Text]) -> Check:
    for name, rule in RULES.items():
        complaint = rule(pair)
        if complaint:
            return Check("unsupported", complaint, name)
    complaint = find_better_source(pair, others)
    if complaint:
        return Check("unsupported", complaint, "source")
    return Check("supported", "figures, names and words agree with the source")


def _hear(entailment: Entailment, check: Check, sentence: str, sources: Sequence[str]) -> Check:
    supports, contradicts = entailment.judge(sentence, sources)
    if check.verdict == "supported" and contradicts >= SURE:
        reason = f"contradicts the source, by the entailment model ({contradicts:.0%})"
        return Check("unsupported", reason, "entailment")
    if check.rule in SOFT and supports >= SURE:
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
