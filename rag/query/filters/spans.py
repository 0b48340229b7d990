"""Parts of a question taken out: hidden in their place, or gone with the gap closed."""

import re
from collections.abc import Iterable, Iterator


def mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these parts blank, so that all else stays where it was."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without these parts, tidied where they were."""
    kept = "".join(_outside(text, sorted(spans)))
    kept = re.sub(r"\s+", " ", kept)
    kept = re.sub(r"\s+([,;:?.!])", r"\1", kept)
    return re.sub(r"^[\s,;:.]+|[\s,;:]+$", "", kept)


def _outside(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    last = 0
    for start, end in spans:
        yield text[last : max(start, last)] + " "
        last = max(end, last)
    yield text[last:]
