"""True and false variants of real sentences, made by rule and seeded: what the checker must tell.

Each maker takes a sentence, its abstract and a source of chance, and gives another wording of the
sentence or None where it does not apply. The word lists are the benchmark's own, not the checker's.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from index.papers.paper import Paper

Maker = Callable[[str, str, random.Random], str | None]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence beside a paper, and whether the paper's abstract supports it.

    `kind` is the class of a false one; of a true one "kept", with how it was made in `made`.
    `beside` are further papers that it is about.
    """

    paper: Paper
    sentence: str
    label: bool
    kind: str
    made: str
    beside: tuple[Paper, ...] = ()


def change_first(pattern: str, text: str, change: "Callable[[re.Match[str]], str]") -> str | None:
    """The text with its first match changed; None without a match or a change."""
    changed = re.sub(pattern, change, text, count=1, flags=re.IGNORECASE)
    return changed if changed != text else None


def swap_word(table: dict[str, str], text: str, chance: random.Random) -> str | None:
    """One word of the table replaced by its other, with the capital kept."""
    # A capital inside a sentence is a name's: "Large Language Model".
    found = [
        m
        for m in re.finditer(r"[A-Za-z-]+", text)
        if m[0].lower() in table and (m.start() == 0 or m[0][0].islower())
    ]
    if not found:
        return None
    match = chance.choice(found)
    new = table[match[0].lower()]
    new = new[0].upper() + new[1:] if match[0][0].isupper() else new
    return text[: match.start()] + new + text[match.end() :]


def both_ways(lines: str) -> dict[str, str]:
    """A table of words that stand for each other: "a/b" is a for b and b for a."""
    pairs = [line.split("/") for line in lines.split()]
    return {a: b for a, b in pairs} | {b: a for a, b in pairs}
