"""Rates and spans of time that have no number: "per year", "one afternoon"."""

import re

from rag.language.figures import find_figures

_PER = re.compile(
    r"\b(?:per|each|every|an?)\s+(second|minute|hour|day|week|month|year|decade|step|epoch|token)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\b(?:second|minute|hour|day|week|month|year|decade|afternoon|morning|evening|night)s?\b",
    re.IGNORECASE,
)


def find_wrong_span(says: str, source: str) -> str:
    """A rate or a span of time without a number: "per year", "one afternoon"."""
    known = {found[1].lower() for found in _PER.finditer(source)}
    for found in _PER.finditer(says):
        if known and found[1].lower() not in known and found[0].lower().startswith("per"):
            return f"says {found[0]}, the source says per {min(known)}"
    counted = [(figure.start, figure.end + 12) for figure in find_figures(says)]
    mine = {
        found[0].lower().rstrip("s")
        for found in _SPAN.finditer(says)
        # With a number before it, it was compared as a figure.
        if not any(start <= found.start() < end for start, end in counted)
    }
    theirs = {found[0].lower().rstrip("s") for found in _SPAN.finditer(source)}
    new = mine - theirs
    if new and theirs:
        return f"says {min(new)}, the source says {min(theirs)}"
    return ""
