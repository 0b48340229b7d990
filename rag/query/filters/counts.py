"""How many upvotes, comments or authors papers must have: "with at least 100 upvotes"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.papers.filters import CountRange
from rag.language.numerals import NUMBER, read_number
from rag.query.filters.grammar import AUTHOR, WORK, ignore_case, read_key
from rag.query.filters.spans import Span

_N = rf"(?:\d[\d,]*|{NUMBER}|a\s+single)"
_NOUN = rf"(?P<noun>up-?votes?|likes?|votes?|comments?|{AUTHOR}s?)"
_BOUND = (
    r"(?P<more>more\s+than|over|above|exceeding)"
    r"|(?P<least>at\s+least|no\s+(?:fewer|less)\s+than|minimum)"
    r"|(?P<fewer>fewer\s+than|less\s+than|under|below)"
    r"|(?P<most>at\s+most|no\s+more\s+than|up\s+to)"
    r"|exactly|precisely|only|just"
)
_HAVING = ignore_case(
    r"\b(?:(?:with|having|by|that\s+(?:have|has|got|received)"
    rf"|(?:have|has|had|got|received|get|gets))\s+)(?:(?:{_BOUND})\s+)?(?P<n>{_N})"
    rf"(?P<up>\+|\s+or\s+more)?(?P<down>\s+or\s+(?:fewer|less))?\s+{_NOUN}\b"
)
_BETWEEN = ignore_case(
    rf"\b(?:with|having|have|has)\s+between\s+(?P<a>{_N})\s+and\s+(?P<b>{_N})\s+{_NOUN}\b"
)
_SINGLE = ignore_case(rf"\b(?:single|solo|one)[-\s]author(?:ed)?(?=\s+{WORK}\b)")
_ALONE = ignore_case(
    r"\bby\s+(?:just\s+|only\s+)?(?:one|a\s+(?:single|lone))\s+(?:person|researcher|author)\b"
)
_WORKS = ignore_case(rf"\b{WORK}\b")


@dataclass(frozen=True, slots=True)
class CountPhrase:
    """Where a question bounds a count of papers, and how."""

    span: Span
    range: CountRange


def find_counts(text: str) -> Iterator[CountPhrase]:
    """Yield each bound on papers' counts; none where no papers are named."""
    if not _WORKS.search(text):
        return
    for found in _SINGLE.finditer(text):
        yield CountPhrase(found.span(), CountRange("authors", 1, 1))
    if alone := _ALONE.search(text):
        yield CountPhrase(alone.span(), CountRange("authors", 1, 1))
        return
    for found in _BETWEEN.finditer(text):
        key = read_key(found["noun"])
        yield CountPhrase(found.span(), CountRange(key, _read(found["a"]), _read(found["b"])))
    for found in _HAVING.finditer(text):
        yield CountPhrase(found.span(), _read_range(found))


def _read_range(found: re.Match[str]) -> CountRange:
    key, n = read_key(found["noun"]), _read(found["n"])
    if found["more"]:
        return CountRange(key, n + 1)
    if found["least"] or found["up"]:
        return CountRange(key, n)
    if found["fewer"]:
        return CountRange(key, None, n - 1)
    return CountRange(key, None, n) if found["most"] or found["down"] else CountRange(key, n, n)


def _read(text: str) -> int:
    words = text.casefold().replace(",", "")
    return 1 if words.startswith("a ") else read_number(words)
