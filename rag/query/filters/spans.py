"""Parts of a question taken out: hidden in their place, or gone with the gap closed."""

import re
from collections.abc import Iterable

Span = tuple[int, int]  # where a part of a text begins, and where it ends

_GAP = re.compile(r"\s+")
_GAP_BEFORE_MARK = re.compile(r"\s+([,;:?.!])")
_LOOSE_ENDS = re.compile(r"^[\s,;:.]+|[\s,;:]+$")


def mask(text: str, spans: Iterable[Span]) -> str:
    """The text with these parts blank, so that all else stays where it was."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def cut(text: str, spans: Iterable[Span]) -> str:
    """The text without these parts, tidied where they were."""
    kept, last = "", 0
    for start, end in sorted(spans):
        kept += text[last : max(start, last)] + " "
        last = max(end, last)
    kept = _GAP.sub(" ", kept + text[last:])
    return _LOOSE_ENDS.sub("", _GAP_BEFORE_MARK.sub(r"\1", kept))
