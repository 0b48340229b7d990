"""The order that a question asks for: "the oldest paper", "top 5 most upvoted", "newest first".

A superlative orders papers only where it is said of papers: "biggest LLM", "first to show" and
"most popular optimizer" are what a question is about.
"""

import re
from dataclasses import dataclass

from index.papers.filters import Key, Order
from rag.language.numbers import NUMBER, read_number
from rag.query.filters.authors import PAPER

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
    ("authors", True, rf"(?:(?:most|{_COUNT})\s*{_AUTHORS}"
     rf"|(?:longest|biggest|largest|highest)\s+{_TEAM})"),
    ("authors", False, rf"(?:(?:fewest|least|{_FEWEST})\s*{_AUTHORS}"
     rf"|(?:shortest|smallest|lowest)\s+{_TEAM})"),
    ("upvotes", True, rf"(?:most[-\s]+(?:up-?voted|liked|popular|voted|loved|appreciated)"
     rf"|(?:best|highest|top)[-\s]+(?:liked|voted|up-?voted|loved)|(?:most|{_COUNT})\s*{_LIKES})"),
    ("upvotes", False, rf"(?:least[-\s]+(?:up-?voted|liked|popular|voted)"
     rf"|(?:fewest|least|{_FEWEST})\s*{_LIKES})"),
    ("comments", True, rf"(?:most[-\s]+(?:commented|discussed|debated|talked[-\s]+about)"
     rf"(?:[-\s]+(?:on|upon))?"
     rf"|(?:most|{_COUNT})\s*comments)"),
    ("comments", False, rf"(?:least[-\s]+(?:commented|discussed)(?:[-\s]+(?:on|upon))?"
     rf"|(?:fewest|least|{_FEWEST})\s*comments)"),
    ("date", True, r"(?:newest|latest|most\s+recent(?:ly)?|youngest)"
     r"(?:\s+(?:published|listed|released|added))?"),
    ("date", False, r"(?:oldest|earliest)(?:\s+(?:published|listed|released))?"),
]  # fmt: skip
# These two say so little that only "first paper" and "last three papers" will do.
_WEAK: list[tuple[Key, bool, str]] = [
    ("date", True, r"(?:very\s+)?last"),
    ("date", False, r"(?:very\s+)?first"),
]
_NO_CLAIM = rf"(?!{PAPER}\s+(?:to|that|which|who|whose|where|showing|demonstrating|introducing)\b)"
_STEP = (
    r"(?:is|are|was|were|has|have|had|with|got|gets|get|received|by|in|of|and|the|that|which|its)"
)
_OVERALL = r"(?:overall|ever|so\s+far|of\s+all(?:\s+time)?|in\s+total|yet|altogether)"
_NOUNS = (
    r"(?:(?!(?:to|that|which|is|are|was|were|of|in|on|for|with|than|and|or|from|by)\b)"
    r"[\w.+-]+\s+){0,4}"
)
_NTH = {
    word: n
    for n, words in enumerate(
        ("second 2nd", "third 3rd", "fourth 4th", "fifth 5th", "sixth 6th", "seventh 7th"), 2
    )
    for word in words.split()
}
_BEFORE = (
    (rf"\b(?:the\s+)?(?:top[-\s]+)?(?:(?P<nth>{'|'.join(_NTH)})[-\s]+)?(?:(?P<m>{NUMBER})\s+)?")
    .replace("{", "{{")
    .replace("}", "}}")
)
_NUMBERED = rf"(?:(?P<n>{NUMBER})\s+)?".replace("{", "{{").replace("}", "}}")
_AHEAD = _BEFORE + r"(?:{words})\s+" + _NUMBERED + r"(?={nouns}(?P<paper>" + PAPER + r")\b)"
_SAID = _BEFORE + r"(?:{words})(?:\s+ones?)?\b"
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
    """The order asked for, how many papers of it (None where left open), and where it is said.

    `nth` is 2 for "the second oldest".
    """

    order: Order
    limit: int | None
    nth: int
    spans: tuple[tuple[int, int], ...]


def find_order(text: str) -> Ordering | None:
    """The first order that is said of papers; None where there is none."""
    for key, descending, words in _SUPERLATIVES:
        match, paper = _find_superlative(text, words)
        if match:
            return _make(Order(key, descending), match, paper)
    for key, descending, words in _WEAK:
        weak = re.compile(_AHEAD.format(words=words, nouns="") + _NO_CLAIM, re.IGNORECASE)
        if match := weak.search(text):
            return _make(Order(key, descending), match, match["paper"])
    return _find_sorting(text)


def _make(order: Order, match: re.Match[str], paper: str) -> Ordering:
    groups = match.groupdict()
    nth = _NTH[groups["nth"].casefold()] if groups.get("nth") else 1
    number = groups.get("m") or groups.get("n")
    limit = 1 if nth > 1 and not number else _limit(number, paper)
    return Ordering(order, limit, nth, ((match.start(), match.end()),))


def _find_superlative(text: str, words: str) -> tuple[re.Match[str] | None, str]:
    """The superlative and the papers that it is said of, before or after it."""
    ahead = re.compile(_AHEAD.format(words=words, nouns=_NOUNS), re.IGNORECASE)
    if found := ahead.search(text):
        return found, found["paper"]
    for match in re.finditer(_SAID.format(words=words), text, re.IGNORECASE):
        paper = _paper_before(text[: match.start()])
        listed = re.search(r"(?i)author(?:ship|s['’])?\s+(?:list|team|group)|list\s+of", match[0])
        if paper or listed or _speaks_of_here(text, match):
            return match, paper or "paper"
    return None, ""


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
    opening = (
        r"(?i)(?:(?:what|which|who)(?:['’]s)?(?:\s+(?:one|is|are|was|has|have|got"
        r"|of\s+(?:them|these|those)))*|show|list|name|give)?(?:\s+me)?"
    )
    plain = re.fullmatch(opening, before) is not None
    whole = rf"(?i)(?:(?:{HERE}|{_OVERALL})\s*)*(?:(?:,|;|\band\b).*)?"
    return plain and re.fullmatch(whole, after) is not None


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
    return Ordering(order, _limit(top["n"], "papers") if top else None, 1, spans)
