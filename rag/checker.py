"""Every sentence of an answer against the sentences it cites.

A quote is compared to the letter. Anything else must bring no number, percentage or name that its
source lacks, agree with it on negation and direction, and take most of its words from it. This
refuses inventions; it is not entailment: swapped roles, and a name as the first word, can pass.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.terms import extract_terms
from rag.answer import Verdict

MIN_SHARED = 0.6  # share of the sentence's terms that the source must hold

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# A capital or a digit inside the word marks a name wherever it stands: LoRA, GPT-4, BLEU.
_NAME = re.compile(r"\b(?=\w*[A-Z0-9])(?=\w*[A-Za-z])\w{2,}(?:-\w+)*")
_WORD = re.compile(r"[^\W_]+")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)*)\s*(?:\\?%|percent\b)")
# Stems of one direction, and of the other.
_DIRECTIONS = (
    ({"increas", "rais", "grow", "gain"}, {"reduc", "decreas", "lower", "cut", "drop", "shrink"}),
    ({"outperform", "beat", "exceed", "surpass"}, {"underperform", "trail", "lag"}),
    ({"improv", "better"}, {"worsen", "degrad", "wors"}),
    ({"faster", "accelerat"}, {"slower", "slow"}),
    ({"higher", "larger", "greater"}, {"lower", "smaller", "less", "fewer"}),
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|without|neither|nor|none|fails?|unable|hardly)\b|n't\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one sentence, and the reason in words a reader understands."""

    verdict: Verdict
    reason: str


def check_sentence(sentence: str, sources: Sequence[str]) -> Check:
    """Judge one sentence (without markers) by the texts it cites."""
    if not sources:
        return Check("uncited", "no source is named")
    if sentence in sources:
        return Check("supported", "the abstract's own words")
    source = " ".join(sources)
    complaint = (
        _find_new_numbers(sentence, source)
        or _find_new_percent(sentence, source)
        or _find_new_names(sentence, source)
        or _find_direction(sentence, source)
        or _find_negation(sentence, source)
        or _find_new_words(sentence, source)
    )
    if complaint:
        return Check("unsupported", complaint)
    return Check("supported", "numbers, names and words agree with the source")


def _find_new_numbers(sentence: str, source: str) -> str:
    known = _numbers(source)
    new = [number for number in _NUMBER.findall(sentence) if _plain(number) not in known]
    return f"says {', '.join(new)}, which the source does not" if new else ""


def _find_new_percent(sentence: str, source: str) -> str:
    known = {_plain(number) for number in _PERCENT.findall(source)}
    new = [number for number in _PERCENT.findall(sentence) if _plain(number) not in known]
    return f"says {', '.join(new)} %, which in the source is another unit" if new else ""


def _find_direction(sentence: str, source: str) -> str:
    says, means = set(extract_terms(sentence)), set(extract_terms(source))
    for one, other in _DIRECTIONS:
        for mine, theirs in ((one, other), (other, one)):
            if says & mine and means & theirs and not (means & mine or says & theirs):
                return f"says {min(says & mine)}…, where the source says {min(means & theirs)}…"
    return ""


def _find_new_names(sentence: str, source: str) -> str:
    held = {word.casefold() for word in _WORD.findall(source)}
    # The first word has its capital by position, unless another capital or digit follows.
    names = [
        found[0]
        for found in _NAME.finditer(sentence)
        if found.start() > 0 or re.search(r"[A-Z0-9]", found[0][1:])
    ]
    new = [name for name in names if not set(_WORD.findall(name.casefold())) <= held]
    return f"names {', '.join(new)}, which the source does not" if new else ""


def _find_negation(sentence: str, source: str) -> str:
    says, means = (bool(_NEGATION.search(text)) for text in (sentence, source))
    if says == means:
        return ""
    return "denies what the source says" if says else "says what the source denies"


def _find_new_words(sentence: str, source: str) -> str:
    terms, held = set(extract_terms(sentence)), set(extract_terms(source))
    shared = len(terms & held) / len(terms) if terms else 0.0
    if shared >= MIN_SHARED:
        return ""
    return f"only {shared:.0%} of its words are in the source"


def _numbers(text: str) -> set[str]:
    return {_plain(number) for number in _NUMBER.findall(text)}


def _plain(number: str) -> str:
    """ "1,200" is 1200; "1.50" is 1.5."""
    plain = number.replace(",", "")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain
