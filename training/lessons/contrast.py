"""Sentences made by rule from abstracts: one that says the same, beside one that does not.

They teach the network to compare word by word: where a wrong sentence differs from a right one in
one place alone, only that place can tell. Whoever measures by rule-made sentences has other rules
(benchmarks/checker).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

_WORD = re.compile(r"[A-Za-z][A-Za-z-]*[A-Za-z]")
_NAME = re.compile(r"\b(?=\w*[A-Z0-9])[A-Za-z][\w-]*[A-Z0-9][\w-]*|\b[A-Z]{2,}\b")
_FIGURE = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?![\w.]*\d)")
_OPENING = re.compile(
    r"^(?:\w+ly|However|Moreover|Furthermore|In this (?:paper|work)|To this end|In addition), "
)
_ASIDE = re.compile(r" \([^()]{3,80}\)")
_TAIL = re.compile(r", (?:which|while|enabling|thereby|making|allowing|achieving|including) ")
_PAIRS = """
more/fewer most/few first/last high/low higher/lower large/small larger/smaller long/short
early/late fast/slow faster/slower strong/weak better/worse best/worst increase/decrease
increases/decreases increasing/decreasing increased/decreased improve/impair improves/impairs
improving/impairing improved/impaired reduce/raise reduces/raises reducing/raising
reduced/raised with/without before/after above/below within/outside can/cannot
both/neither always/rarely often/seldom static/dynamic sparse/dense
local/global simple/complex supervised/unsupervised open/closed offline/online
positive/negative training/inference input/output encoder/decoder text/image human/synthetic
success/failure succeed/fail gain/loss gains/losses easier/harder cheaper/costlier
"""
_OPPOSITE = dict(pair.split("/") for pair in _PAIRS.split())
_OPPOSITE |= {second: first for first, second in _OPPOSITE.items()}
_ENDING = re.compile(r"(?:, | )(?:by|with|using|on|for|without|to) [^,;]{15,90}\.$")
_VERB = re.compile(r"\b(is|are|was|were|can|does|do|has|have|will)\b(?! not)")
_BETWEEN = re.compile(r"\b(?:and|or|as well as)\b|[\s,/&+()-]")
SHORTEST, LONGEST = 7, 48  # words of a sentence that is worth changing


@dataclass(frozen=True, slots=True)
class Variant:
    """A sentence made from an abstract's sentences `numbers`, from 0 on, and how it was made.

    `wrong` are the parts of it that are wrong.
    """

    text: str
    kind: str
    wrong: tuple[tuple[int, int], ...] = ()
    supported: bool = True
    numbers: tuple[int, ...] = ()


def make_variants(
    sentences: Sequence[str], others: Sequence[str], chance: Random, count: int
) -> Iterator[Variant]:
    """Right sentences from an abstract's, each before a wrong one, `others` being a neighbour's."""
    usable = [n for n, text in enumerate(sentences) if SHORTEST <= len(text.split()) <= LONGEST]
    for number in chance.sample(usable, min(count, len(usable))):
        text, numbers = _reword(sentences, number, chance)
        wrong = _spoil(text, sentences, others, chance)
        if wrong:
            yield Variant(text, "reworded", numbers=numbers)
            yield replace(wrong, numbers=numbers)


def _reword(sentences: Sequence[str], number: int, chance: Random) -> tuple[str, tuple[int, ...]]:
    """A sentence in other words, as far as a rule can: shortened, joined, told of the authors."""
    text = sentences[number]
    numbers: tuple[int, ...] = (number,)
    if chance.random() < 0.25 and number + 1 < len(sentences):
        text = f"{text.rstrip('.')}, and {_lower(sentences[number + 1])}"
        numbers = (number, number + 1)
    if chance.random() < 0.6:
        text = _ASIDE.sub("", _OPENING.sub("", text))
    if chance.random() < 0.4:
        head = _TAIL.split(text)[0]
        text = head.rstrip(".") + "." if len(head.split()) >= SHORTEST else text
    if chance.random() < 0.6:
        text = re.sub(r"\b[Ww]e\b", lambda m: "the authors", text)
        text = re.sub(r"\b[Oo]ur\b", lambda m: "their", text)
    return text[:1].upper() + text[1:], numbers


def _spoil(
    text: str, sentences: Sequence[str], others: Sequence[str], chance: Random
) -> Variant | None:
    """The same sentence with something wrong, by the first of the ways, in any order, that does."""
    source = " ".join(sentences)
    ways: list[Callable[[], Variant | None]] = [
        lambda: _change_figure(text, source, chance),
        lambda: _turn(text, chance),
        lambda: _deny(text, chance),
        lambda: _swap_names(text, chance),
        lambda: _replace(text, source, others, chance, _NAME, "entity"),
        lambda: _replace(text, source, others, chance, _WORD, "word"),
        lambda: _add(text, source, others, chance),
        lambda: _take_from(source, others, chance),
    ]
    chance.shuffle(ways)
    return next(filter(None, (way() for way in ways)), None)


def _change_figure(text: str, source: str, chance: Random) -> Variant | None:
    found = [m for m in _FIGURE.finditer(text) if float(m[0]) > 1]
    if not found:
        return None
    match = chance.choice(found)
    factor = chance.choice((0.5, 0.8, 0.9, 1.1, 1.2, 1.5, 2, 10))
    places = len(match[0].partition(".")[2])
    new = f"{float(match[0]) * factor + (0.1 if places else 1):.{places}f}"
    return None if new in source else _put(text, match.span(), new, "figure")


def _turn(text: str, chance: Random) -> Variant | None:
    found = [m for m in _WORD.finditer(text) if m[0] in _OPPOSITE]
    if not found:
        return None
    match = chance.choice(found)
    return _put(text, match.span(), _OPPOSITE[match[0]], "direction")


def _deny(text: str, chance: Random) -> Variant | None:
    found = list(_VERB.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    return _put(text, match.span(), f"{match[0]} not", "negation")


def _swap_names(text: str, chance: Random) -> Variant | None:
    """Two names of the sentence in each other's place."""
    found = list({m[0]: m for m in _NAME.finditer(text)}.values())
    if len(found) < 2:
        return None
    first, second = sorted(chance.sample(found, 2), key=lambda m: m.start())
    if first.end() > second.start():
        return None
    middle = text[first.end() : second.start()]
    if not _BETWEEN.sub("", _NAME.sub("", middle)):  # in a list the order says nothing
        return None
    head = text[: first.start()] + second[0] + middle
    spans = ((first.start(), first.start() + len(second[0])), (len(head), len(head + first[0])))
    changed = head + first[0] + text[second.end() :]
    return Variant(changed, "role", spans, supported=False)


def _replace(
    text: str, source: str, others: Sequence[str], chance: Random, form: re.Pattern[str], kind: str
) -> Variant | None:
    """A word of the sentence by one of the neighbour's, of the same ending and case."""
    known = {word.casefold() for word in _WORD.findall(source)}
    theirs = [m[0] for m in form.finditer(" ".join(others)) if m[0].casefold() not in known]
    found = [m for m in form.finditer(text) if len(m[0]) > 3 or kind == "entity"]
    chance.shuffle(found)
    for match in found[:6]:
        fits = [w for w in theirs if w[-2:] == match[0][-2:] or kind == "entity"]
        fits = [w for w in fits if len(w) > 3 and w[0].isupper() == match[0][0].isupper()]
        if fits:
            return _put(text, match.span(), chance.choice(fits), kind)
    return None


def _add(text: str, source: str, others: Sequence[str], chance: Random) -> Variant | None:
    """The end of a neighbour's sentence behind this one."""
    tails = [match[0] for other in others if (match := _ENDING.search(other))]
    tails = [tail for tail in tails if tail.strip(" ,.") not in source]
    if not tails:
        return None
    head = text.rstrip(".")
    changed = head + chance.choice(tails)
    return Variant(changed, "added", ((len(head), len(changed)),), supported=False)


def _take_from(source: str, others: Sequence[str], chance: Random) -> Variant | None:
    fits = [s for s in others if SHORTEST <= len(s.split()) <= LONGEST and s not in source]
    if not fits:
        return None
    text = chance.choice(fits)
    return Variant(text, "other", ((0, len(text)),), supported=False)


def _put(text: str, span: tuple[int, int], new: str, kind: str) -> Variant:
    start, end = span
    changed = text[:start] + new + text[end:]
    return Variant(changed, kind, ((start, start + len(new)),), supported=False)


def _lower(text: str) -> str:
    """A sentence behind a comma; a name keeps its capital."""
    return text if re.match(r"\w*[A-Z0-9]\w*[A-Z0-9]|We\b", text) else text[:1].lower() + text[1:]
