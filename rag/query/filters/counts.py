"""How many upvotes, comments or authors papers must have: "with at least 100 upvotes"."""

import re
from collections.abc import Iterator

from index.papers.filters import CountRange, Key
from rag.language.numbers import NUMBER, read_number
from rag.query.filters.authors import WORK

_N = rf"(?:\d[\d,]*|{NUMBER}|a\s+single)"
_KEYS: dict[str, Key] = {
    "u": "upvotes",
    "l": "upvotes",
    "v": "upvotes",
    "c": "comments",
    "a": "authors",
}
_NOUN = r"(?P<noun>up-?votes?|likes?|votes?|comments?|authors?|co-?authors?)"
_BOUND = (
    r"(?P<more>more\s+than|over|above|exceeding)|(?P<least>at\s+least|no\s+(?:fewer|less)\s+than|minimum)"
    r"|(?P<fewer>fewer\s+than|less\s+than|under|below)|(?P<most>at\s+most|no\s+more\s+than|up\s+to)"
    r"|exactly|precisely|only|just"
)
_HAVING = re.compile(
    rf"\b(?:(?:with|having|by|that\s+(?:have|has|got|received)|(?:have|has|had|got|received|get|gets))\s+)"
    rf"(?:(?:{_BOUND})\s+)?(?P<n>{_N})(?P<up>\+|\s+or\s+more)?(?P<down>\s+or\s+(?:fewer|less))?\s+{_NOUN}\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\b(?:with|having|have|has)\s+between\s+(?P<a>{_N})\s+and\s+(?P<b>{_N})\s+{_NOUN}\b",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"\b(?:single|solo|one)[-\s]author(?:ed)?(?=\s+{WORK}\b)", re.IGNORECASE)
_ALONE = re.compile(
    r"\bby\s+(?:just\s+|only\s+)?(?:one|a\s+(?:single|lone))\s+(?:person|researcher|author)\b",
    re.I,
)
_PAPERS = re.compile(rf"\b{WORK}\b", re.IGNORECASE)

Found = tuple[CountRange, int, int]


def find_counts(text: str) -> Iterator[Found]:
    """Yield (range, start, end) of each bound on papers' counts; none where no papers are named."""
    if not _PAPERS.search(text):
        return
    for found in _SINGLE.finditer(text):
        yield CountRange("authors", 1, 1), found.start(), found.end()
    for found in _ALONE.finditer(text):
        yield CountRange("authors", 1, 1), found.start(), found.end()
        return
    for found in _BETWEEN.finditer(text):
        yield (
            CountRange(_key(found), _read(found["a"]), _read(found["b"])),
            found.start(),
            found.end(),
        )
    for found in _HAVING.finditer(text):
        yield _read_range(found), found.start(), found.end()


def _read_range(found: re.Match[str]) -> CountRange:
    key, n = _key(found), _read(found["n"])
    if found["more"]:
        return CountRange(key, n + 1)
    if found["least"] or found["up"]:
        return CountRange(key, n)
    if found["fewer"]:
        return CountRange(key, None, n - 1)
    return CountRange(key, None, n) if found["most"] or found["down"] else CountRange(key, n, n)


def _key(found: re.Match[str]) -> Key:
    noun = found["noun"].casefold()
    return "authors" if "author" in noun else _KEYS[noun[0]]


def _read(text: str) -> int:
    words = text.casefold().replace(",", "")
    return 1 if words.startswith("a ") else read_number(words)
