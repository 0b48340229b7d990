"""Other wordings that say the same: what the checker must keep."""

import random
import re
from collections.abc import Callable

from benchmarks.checker.variants import Maker, change_first, swap_word

_TELLING = (
    r"^(?:However|Moreover|Furthermore|Additionally|Specifically|In particular|Notably|Finally"
    r"|In this (?:paper|work)|To this end|In addition|Remarkably"
    r"|(?:Extensive experiments|Our results|Experiments) (?:show|demonstrate) that),?\s"
)
_SYNONYMS = {
    "propose": "put forward", "introduce": "present", "present": "describe",
    "presents": "describes",
    "introduces": "puts forward", "proposes": "puts forward", "demonstrate": "show",
    "demonstrates": "shows", "show": "report", "shows": "reveals", "outperforms": "beats",
    "surpasses": "outperforms", "achieves": "reaches", "achieve": "attain", "enables": "allows",
    "utilizes": "makes use of", "leverages": "exploits", "leveraging": "using", "employs": "uses",
    "employ": "use", "constructs": "builds", "construct": "build", "significantly": "markedly",
    "substantially": "considerably", "existing": "previous", "novel": "new", "requires": "needs",
    "remains": "stays", "improves": "enhances", "improving": "enhancing", "reduces": "cuts",
    "reducing": "lowering", "facilitates": "eases", "often": "frequently", "large": "big",
    "numerous": "many", "tackle": "address", "address": "tackle", "generate": "produce",
    "generates": "produces", "evaluate": "assess", "evaluates": "tests", "effectively": "well",
    "crucial": "essential", "challenging": "difficult", "ability": "capability",
    "various": "diverse",
    "comprises": "consists of", "contains": "includes", "obtain": "get", "additional": "extra",
}  # fmt: skip


def _by_authors(sentence: str, abstract: str, chance: random.Random) -> str | None:
    who = chance.choice(("The authors", "The researchers", "They"))
    return change_first(
        r"^We\b|(?<=, )we\b", sentence, lambda m: who if m[0][0] == "W" else who.lower()
    )


def _shorten(sentence: str, abstract: str, chance: random.Random) -> str | None:
    parts = re.split(
        r",\s(?=(?:which|while|whereas|enabling|leading|thereby|thus|making|allowing|resulting|and"
        r"|including|such as|achieving|providing|demonstrating)\b)",
        sentence,
    )
    bare = re.sub(r"\s\([^()]{3,60}\)", "", parts[0])
    bare = re.sub(_TELLING, "", bare)
    if bare == sentence or len(bare.split()) < 7:
        return None
    return bare[0].upper() + bare[1:].rstrip(".") + "."


def _reorder(sentence: str, abstract: str, chance: random.Random) -> str | None:
    found = re.match(
        r"((?:In|On|For|With|By|Through|Across|At|Using|During|Under|Based on|Without)"
        r"\s[^,;:]{8,90}),"
        r"\s([^,;:]{20,160})\.$",
        sentence,
    )
    if not found:
        return None
    front, rest = found[1], found[2]
    return f"{rest[0].upper()}{rest[1:]} {front[0].lower()}{front[1:]}."


_PAST = {
    "introduce": "introduced", "propose": "proposed", "present": "presented",
    "develop": "developed",
    "release": "released", "design": "designed", "construct": "constructed", "study": "studied",
    "outperforms": "outperformed", "surpasses": "surpassed", "exceeds": "exceeded",
    "beats": "beaten",
    "investigate": "investigated", "evaluate": "evaluated", "formulate": "formulated",
}  # fmt: skip


def _make_passive(sentence: str, abstract: str, chance: random.Random) -> str | None:
    found = re.search(
        r"^(?:[^,]{3,60}, )?we (introduce|propose|present|develop|release|design|construct|study"
        r"|investigate|evaluate|formulate) ([^,.;:]{8,90})(?=[,.;:])",
        sentence,
        re.IGNORECASE,
    )
    if found and " to " not in found[2]:
        verb = _PAST[found[1].lower()]
        be = "are" if re.search(r"s$", found[2].split(" for ")[0].split(" that ")[0]) else "is"
        return f"{found[2][0].upper()}{found[2][1:]} {be} {verb} by the authors."
    found = re.match(
        r"([A-Z][\w-]+(?: [A-Z\d][\w-]+)?) (outperforms|surpasses|exceeds|beats)"
        r" ([^,.;:]{6,70}?)(?= (?:by|on|in|across|with|while|at)\b|[,.;:])",
        sentence,
    )
    if not found:
        return None
    return f"{found[3][0].upper()}{found[3][1:]} are {_PAST[found[2]]} by {found[1]}."


def _use_synonyms(sentence: str, abstract: str, chance: random.Random) -> str | None:
    table = _SYNONYMS
    once = swap_word(table, sentence, chance)
    return (swap_word(table, once, chance) or once) if once else None


def _reformat_number(sentence: str, abstract: str, chance: random.Random) -> str | None:
    changes: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (r"(?<=\d)\s?\\?%", lambda m: " percent"),
        (r"(?<![\w-])(\d+(?:\.\d+)?)B\b(?!-)", lambda m: f"{m[1]} billion"),
        (r"(?<![\w-])(\d+(?:\.\d+)?)M\b(?!-)", lambda m: f"{m[1]} million"),
        (
            r"(?<![\w.,-])(\d+(?:\.\d+)?)(?:x|×|\\times)(?=[\s,.])(?!\s?\d)",
            lambda m: f"{m[1]} times",
        ),
        (r"(?<![\w.,-])(\d{1,3}),000\b(?!,)", lambda m: f"{m[1]}K"),
        (r"(?<![\w.,-])(\d+(?:\.\d+)?) billion\b", lambda m: f"{m[1]}B"),
        (r"(?<![\w.,-])(\d+(?:\.\d+)?) million\b", lambda m: f"{m[1]}M"),
        (
            r"\b(three|four|five|six|seven|eight|nine|ten)\b(?!-)",
            lambda m: str(_COUNT[m[1].lower()]),
        ),
    ]
    chance.shuffle(changes)
    return next(
        filter(None, (change_first(pattern, sentence, new) for pattern, new in changes)), None
    )


_COUNT = {
    w: n for n, w in enumerate(["three", "four", "five", "six", "seven", "eight", "nine", "ten"], 3)
}


def _keep(sentence: str, abstract: str, chance: random.Random) -> str | None:
    return sentence


TRUE: dict[str, Maker] = {
    "verbatim": _keep,
    "by the authors": _by_authors,
    "shortened": _shorten,
    "reordered": _reorder,
    "passive": _make_passive,
    "synonyms": _use_synonyms,
    "number format": _reformat_number,
}


def merge(first: str, second: str) -> str:
    """Two sentences that follow each other, as one."""
    lead = second if re.match(r"[A-Z]\w*[A-Z\d]|We\b", second) else second[0].lower() + second[1:]
    lead = re.sub(r"^We\b", "they", lead)
    return re.sub(r"^We\b", "The authors", first).rstrip(".") + ", and " + lead
