"""The order that a question asks for: "the oldest paper", "top 5 most upvoted", "newest first".

A superlative orders papers only where it is said of papers: "biggest LLM", "first to show" and
"most popular optimizer" are what a question is about.
"""

import re
from dataclasses import dataclass

from index.filters import Key, Order
from rag.authorship import PAPER
from rag.dates import NUMBER, read_number

HERE = (
    r"(?:here|(?:in|of|on|from)\s+(?:this|the|your|our|that)\s+(?:whole\s+|entire\s+)?"
    r"(?:list|collection|corpus|index|library|page|catalog(?:ue)?|set\s+of\s+papers)|indexed"
    r"|(?:do|did)\s+(?:you|we)\s+(?:have|know|hold)|(?:you|we)\s+have|in\s+stock)"
)
_COUNT = r"(?:largest|highest|greatest|biggest|maximum|max)\s+(?:number|count|amount)\s+of\s+"
_FEWEST = r"(?:smallest|lowest|minimum|min)\s+(?:number|count|amount)\s+of\s+"
_LIKES = r"(?:up-?votes?|likes|votes)"
_AUTHORS = r"(?:co-?)?authors"
_TEAM = (
    r"(?:list\s+of\s+(?:co-?)?authors|(?:co-?)?author(?:s['’]?|ship)?\s+(?:list|team|group|count)"
    r"|(?:team|group)\s+of\s+(?:co-?)?authors|authorship)"
)
_SUPERLATIVES: list[tuple[Key, bool, str]] = [
    ("authors", True, rf"(?:(?:most|{_COUNT})\s*{_AUTHORS}|(?:longest|biggest|largest|highest)\s+{_TEAM})"),
    ("authors", False, rf"(?:(?:fewest|least|{_FEWEST})\s*{_AUTHORS}|(?:shortest|smallest|lowest)\s+{_TEAM})"),
    ("upvotes", True, rf"(?:most[-\s]+(?:up-?voted|liked|popular|voted|loved|appreciated)"
     rf"|(?:best|highest|top)[-\s]+(?:liked|voted|up-?voted|loved)|(?:most|{_COUNT})\s*{_LIKES})"),
    ("upvotes", False, rf"(?:least[-\s]+(?:up-?voted|liked|popular|voted)|(?:fewest|least|{_FEWEST})\s*{_LIKES})"),
    ("comments", True, rf"(?:most[-\s]+(?:commented|discussed|debated|talked[-\s]+about)(?:[-\s]+(?:on|upon))?"
     rf"|(?:most|{_COUNT})\s*comments)"),
    ("comments", False, rf"(?:least[-\s]+(?:commented|discussed)(?:[-\s]+(?:on|upon))?|(?:fewest|least|{_FEWEST})\s*comments)"),
    ("date", True, r"(?:newest|latest|most\s+recent(?:ly)?|youngest)(?:\s+(?:published|listed|released|added))?"),
    ("date", False, r"(?:oldest|earliest)(?:\s+(?:published|listed|released))?"),
]  # fmt: skip
# These two say so little that only "first paper" and "last three papers" will do.
_WEAK: list[tuple[Key, bool, str]] = [
    ("date", True, r"(?:very\s+)?last"),
    ("date", False, r"(?:very\s+)?first"),
]
_NO_CLAIM = r"(?!\s+(?:to|that|which|who|whose|where|showing|demonstrating|introducing)\b)"
_STEP = (
    r"(?:is|are|was|were|has|have|had|with|got|gets|get|received|by|in|of|and|the|that|which|its)"
)
_NOUNS = r"(?:(?!(?:to|that|which|is|are|was|were|of|in|on|for|with|than|and|or|from|by)\b)[\w.+-]+\s+){0,4}"
_TOP = re.compile(rf"\b(?:the\s+)?top[-\s]+(?P<n>{NUMBER})\s+(?={_NOUNS}{PAPER}\b)", re.IGNORECASE)
_FIRST = re.compile(
    r"[,(]?\s*\b(?:sorted\s+|ordered\s+)?(?:with\s+(?:the\s+)?)?(?P<way>newest|latest|oldest|earliest)\s+first\b\)?",
    re.IGNORECASE,
)
_SORTED = re.compile(
    r"[,(]?\s*\b(?:sort|order|rank)(?:ed)?\s+by\s+(?:the\s+)?(?:number\s+of\s+)?(?:publication\s+)?"
    r"(?P<key>dates?|recency|age|up-?votes?|likes|popularity|comments|authors?)\)?",
    re.IGNORECASE,
)
_SORT_KEYS: dict[str, Key] = {
    "up": "upvotes",
    "li": "upvotes",
    "po": "upvotes",
    "co": "comments",
    "au": "authors",
}
MOST = 20  # papers that a question may ask for by number


@dataclass(frozen=True, slots=True)
class Ordering:
    """The order asked for, how many papers of it (None where left open), and where it is said."""

    order: Order
    limit: int | None
    spans: tuple[tuple[int, int], ...]


def find_order(text: str) -> Ordering | None:
    """The first order that is said of papers; None where there is none."""
    for strong, table in ((True, _SUPERLATIVES), (False, _WEAK)):
        for key, descending, words in table:
            found = _find_superlative(text, words, strong=strong)
            if found:
                return Ordering(Order(key, descending), *found)
    return _find_sorting(text)


def _find_superlative(
    text: str, words: str, *, strong: bool
) -> tuple[int | None, tuple[tuple[int, int], ...]] | None:
    number = rf"(?:(?P<n>{NUMBER})\s+)?"
    before = rf"(?:the\s+)?(?:top[-\s]+)?(?:(?P<m>{NUMBER})\s+)?"
    nouns = _NOUNS if strong else ""
    ahead = re.compile(
        rf"\b{before}(?P<said>{words}\s+{number})(?={nouns}(?P<paper>{PAPER})\b{'' if strong else _NO_CLAIM})",
        re.IGNORECASE,
    )
    found = ahead.search(text)
    if found:
        limit = _limit(found["m"] or found["n"], found["paper"])
        return limit, ((found.start(), found.end()),)
    if not strong:
        return None
    said = re.compile(
        rf"\b(?:the\s+)?(?:(?P<n>{NUMBER})\s+)?(?P<said>{words})(?:\s+ones?)?\b", re.IGNORECASE
    )
    for match in said.finditer(text):
        paper = _paper_before(text[: match.start()])
        if paper or _speaks_of_here(text, match):
            return _limit(match["n"], paper or "paper"), ((match.start(), match.end()),)
    return None


def _paper_before(text: str) -> str:
    """The papers of "which paper is …", "papers by NVIDIA with …", where only such words follow."""
    found = re.search(rf"\b({PAPER})\s+(?:{_STEP}\s+)*$", text, re.IGNORECASE)
    here = re.search(rf"\b({PAPER})\s+{HERE}\s+(?:{_STEP}\s+)*$", text, re.IGNORECASE)
    match = found or here
    return match[1] if match else ""


def _speaks_of_here(text: str, match: re.Match[str]) -> bool:
    """ "What is the oldest here?", "the most upvoted?": nothing else is named."""
    after = text[match.end() :].strip(" ?.!")
    before = re.sub(r"(?i)^(?:and|so|ok|please|hey)[,\s]+", "", text[: match.start()]).strip()
    opening = r"(?i)(?:(?:what|which|who)(?:['’]s)?(?:\s+(?:one|is|are|was|has|have|got|of\s+(?:them|these|those)))*|show|list|name|give)?(?:\s+me)?"
    plain = re.fullmatch(opening, before) is not None
    return plain and re.fullmatch(rf"(?i)(?:{HERE})?", after) is not None


def _limit(number: str | None, paper: str) -> int | None:
    if number:
        return max(1, min(MOST, read_number(number)))
    return None if paper.casefold().endswith("s") else 1


def _find_sorting(text: str) -> Ordering | None:
    papers = re.search(rf"\b{PAPER}\b", text, re.IGNORECASE)
    top, first, by = _TOP.search(text), _FIRST.search(text), _SORTED.search(text)
    if not papers or not (top or first or by):
        return None
    order = Order("upvotes")
    if first:
        order = Order("date", first["way"].casefold() in ("newest", "latest"))
    elif by:
        order = Order(_SORT_KEYS.get(by["key"][:2].casefold(), "date"))
    spans = tuple((found.start(), found.end()) for found in (top, first, by) if found)
    return Ordering(order, _limit(top["n"], "papers") if top else None, spans)
