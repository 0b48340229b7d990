"""The order that a question asks for: "the oldest paper", "top 5 most upvoted", "newest first".

A superlative orders papers only where it is said of papers: "biggest LLM", "first to show" and
"most popular optimizer" are what a question is about.
"""

import re
from dataclasses import dataclass

from index.papers.filters import Order
from rag.language.numerals import NUMBER, read_number
from rag.query.filters.grammar import AUTHOR, HERE, PAPER, UPVOTES, ignore_case, read_key
from rag.query.filters.spans import Span

MOST = 20  # papers that a question may ask for by number

_HIGHEST = r"(?:largest|highest|greatest|biggest|maximum|max)\s+(?:number|count|amount)\s+of\s+"
_LOWEST = r"(?:smallest|lowest|minimum|min)\s+(?:number|count|amount)\s+of\s+"
_AUTHOR_LIST = (
    rf"(?:list\s+of\s+{AUTHOR}s|{AUTHOR}(?:s['’]?|ship)?\s+(?:list|team|group|count)"
    rf"|(?:team|group)\s+of\s+{AUTHOR}s|authorship)"
)
_SUPERLATIVES = {
    Order("authors"): rf"(?:(?:most|{_HIGHEST})\s*{AUTHOR}s"
    rf"|(?:longest|biggest|largest|highest)\s+{_AUTHOR_LIST})",
    Order("authors", False): rf"(?:(?:fewest|least|{_LOWEST})\s*{AUTHOR}s"
    rf"|(?:shortest|smallest|lowest)\s+{_AUTHOR_LIST})",
    Order("upvotes"): r"(?:most[-\s]+(?:up-?voted|liked|popular|voted|loved|appreciated)"
    r"|(?:best|highest|top)[-\s]+(?:liked|voted|up-?voted|loved)"
    rf"|(?:most|{_HIGHEST})\s*{UPVOTES})",
    Order("upvotes", False): r"(?:least[-\s]+(?:up-?voted|liked|popular|voted)"
    rf"|(?:fewest|least|{_LOWEST})\s*{UPVOTES})",
    Order("comments"): r"(?:most[-\s]+(?:commented|discussed|debated|talked[-\s]+about)"
    rf"(?:[-\s]+(?:on|upon))?|(?:most|{_HIGHEST})\s*comments)",
    Order("comments", False): r"(?:least[-\s]+(?:commented|discussed)"
    rf"(?:[-\s]+(?:on|upon))?|(?:fewest|least|{_LOWEST})\s*comments)",
    Order("date"): r"(?:newest|latest|most\s+recent(?:ly)?|youngest)"
    r"(?:\s+(?:published|listed|released|added))?",
    Order("date", False): r"(?:oldest|earliest)(?:\s+(?:published|listed|released))?",
}
# These two say so little that only "first paper" and "last three papers" will do.
_WEAK = {Order("date"): r"(?:very\s+)?last", Order("date", False): r"(?:very\s+)?first"}
_NTH = {
    "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
    "sixth": 6, "6th": 6, "seventh": 7, "7th": 7,
}  # fmt: skip
_RANKED = (
    rf"\b(?:the\s+)?(?:top[-\s]+)?(?:(?P<nth>{'|'.join(_NTH)})[-\s]+)?(?:(?P<before>{NUMBER})\s+)?"
)
_NUMBERED = rf"\s+(?:(?P<after>{NUMBER})\s+)?"
_OF_PAPERS = rf"(?P<paper>{PAPER})\b"
_NOUNS = (
    r"(?:(?!(?:to|that|which|is|are|was|were|of|in|on|for|with|than|and|or|from|by)\b)"
    r"[\w.+-]+\s+){0,4}"
)
_NO_CLAIM = rf"(?!{PAPER}\s+(?:to|that|which|who|whose|where|showing|demonstrating|introducing)\b)"
# "The oldest merging paper" and, to be looked at in its place, "the oldest ones".
_AHEAD = {
    order: ignore_case(rf"{_RANKED}(?:{words}){_NUMBERED}(?={_NOUNS}{_OF_PAPERS})")
    for order, words in _SUPERLATIVES.items()
}
_ALONE = {
    order: ignore_case(rf"{_RANKED}(?:{words})(?:\s+ones?)?\b")
    for order, words in _SUPERLATIVES.items()
}
_WEAK_AHEAD = {
    order: ignore_case(rf"{_RANKED}(?:{words}){_NUMBERED}(?={_OF_PAPERS}){_NO_CLAIM}")
    for order, words in _WEAK.items()
}
# "Which paper is …", "papers here with …": what stands between papers and their superlative.
_STEPS = (
    r"(?:(?:is|are|was|were|has|have|had|with|got|gets|get|received|by|in|of|and|the|that|which"
    r"|its)\s+)*$"
)
_PAPERS_BEFORE = ignore_case(rf"\b({PAPER})\s+{_STEPS}")
_PAPERS_HERE_BEFORE = ignore_case(rf"\b({PAPER})\s+{HERE}\s+{_STEPS}")
_SAYS_LIST = ignore_case(r"author(?:ship|s['’])?\s+(?:list|team|group)|list\s+of")
# "And what is … here?": what may stand around a superlative that names nothing.
_GREETING = ignore_case(r"^(?:and|so|ok|please|hey)[,\s]+")
_PLAIN_OPENING = ignore_case(
    r"(?:(?:what|which|who)(?:['’]s)?(?:\s+(?:one|is|are|was|has|have|got"
    r"|of\s+(?:them|these|those)))*|show|list|name|give)?(?:\s+me)?"
)
_PLAIN_END = ignore_case(
    rf"(?:(?:{HERE}|(?:overall|ever|so\s+far|of\s+all(?:\s+time)?|in\s+total|yet|altogether))\s*)*"
    r"(?:(?:,|;|\band\b).*)?"
)
_PAPERS = ignore_case(rf"\b{PAPER}\b")
_TOP = ignore_case(rf"\b(?:the\s+)?top[-\s]+(?P<n>{NUMBER})\s+(?={_NOUNS}{PAPER}\b)")
_FIRST = ignore_case(
    r"[,(]?\s*\b(?:sorted\s+|ordered\s+)?(?:with\s+(?:the\s+)?)?"
    r"(?P<way>newest|latest|oldest|earliest)\s+first\b\)?"
)
_SORTED = ignore_case(
    r"[,(]?\s*\b(?:sort|order|rank)(?:ed)?\s+by\s+(?:the\s+)?(?:number\s+of\s+)?(?:publication\s+)?"
    r"(?P<key>dates?|recency|age|up-?votes?|likes|popularity|comments|authors?)\)?"
)


@dataclass(frozen=True, slots=True)
class Ordering:
    """The order asked for, how many papers of it (None where left open), and where it is said.

    `nth` is 2 for "the second oldest".
    """

    order: Order
    limit: int | None
    nth: int
    spans: tuple[Span, ...]


def find_order(text: str) -> Ordering | None:
    """The first order that is said of papers; None where there is none."""
    for order, ahead in _AHEAD.items():
        if found := ahead.search(text):
            return _make(order, found, found["paper"])
        for found in _ALONE[order].finditer(text):
            if paper := _find_paper(text, found):
                return _make(order, found, paper)
    for order, ahead in _WEAK_AHEAD.items():
        if found := ahead.search(text):
            return _make(order, found, found["paper"])
    return _find_sorting(text)


def _make(order: Order, found: re.Match[str], paper: str) -> Ordering:
    said = found.groupdict()
    nth = _NTH[said["nth"].casefold()] if said["nth"] else 1
    number = said["before"] or said.get("after")
    limit = 1 if nth > 1 and not number else _read_limit(number, paper)
    return Ordering(order, limit, nth, (found.span(),))


def _find_paper(text: str, superlative: re.Match[str]) -> str:
    """The word for papers that a superlative is said of, "paper" if for none; else empty."""
    before = text[: superlative.start()]
    found = _PAPERS_BEFORE.search(before) or _PAPERS_HERE_BEFORE.search(before)
    if found:
        return found[1]
    listed = _SAYS_LIST.search(superlative[0])
    return "paper" if listed or _names_nothing(before, text[superlative.end() :]) else ""


def _names_nothing(before: str, after: str) -> bool:
    """ "What is the oldest here?", "the most upvoted?"."""
    opening = _GREETING.sub("", before).strip()
    return bool(_PLAIN_OPENING.fullmatch(opening) and _PLAIN_END.fullmatch(after.strip(" ?.!")))


def _read_limit(number: str | None, paper: str) -> int | None:
    if number:
        return max(1, min(MOST, read_number(number)))
    return None if paper.casefold().endswith("s") else 1


def _find_sorting(text: str) -> Ordering | None:
    top, first, by = _TOP.search(text), _FIRST.search(text), _SORTED.search(text)
    if not _PAPERS.search(text) or not (top or first or by):
        return None
    order = Order("upvotes")
    if first:
        order = Order("date", first["way"].casefold() in ("newest", "latest"))
    elif by:
        order = Order(read_key(by["key"]))
    spans = tuple(found.span() for found in (top, first, by) if found)
    return Ordering(order, _read_limit(top["n"], "papers") if top else None, 1, spans)
