"""What a question asks of papers' records: when one came out, who wrote it, how many there are.

A question that only sounds like it ("how many tasks", "who won", "when does it collapse") asks for
an abstract's content, and so is none of these.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from rag.query.filters.authors import PAPER
from rag.query.filters.sorting import HERE

Asks = Literal[
    "content", "papers", "number", "date", "authors", "author count", "organization", "upvotes",
    "comments", "news",
]  # fmt: skip

_PAPERISH = re.compile(
    rf"\b(?:{PAPER}|(?:technical |tech )?reports?|stud(?:y|ies)|work)\b", re.IGNORECASE
)
_OPENING = re.compile(
    r"^(?:(?:hi|hey|hello|please|ok(?:ay)?|so|and|also|well|btw)\b[,!\s]*)*"
    r"(?:(?:can|could|would)\s+you\s+(?:please\s+)?(?:tell|show|give)\s+me\s+"
    r"|(?:do\s+you|i(?:['’]d|\s+would)?\s+(?:like|love|want)\s+to|i\s+need\s+to)\s+know\s+"
    r"|(?:please\s+)?tell\s+me\s+|i\s+wonder\s+|any\s+idea\s+|remind\s+me\s+)?",
    re.IGNORECASE,
)
_S = r"(?P<s>(?:(?!\s+and\s+when\s+(?:was|is|did|were)\b).)+?)"
_OUT = (
    r"(?:first\s+)?(?:published|released|posted|submitted|written|uploaded|listed|announced|dated"
    r"|put\s+(?:online|out|on\s+arxiv)|made\s+public|come\s+out|came\s+out|coming\s+out"
    r"|appear(?:ed)?|show(?:ed)?\s+up(?=\s+(?:here|(?:on|in)\s+(?:the\s+)?(?:daily|list|arxiv)))|featured|get\s+(?:published|released)|published|out|presented)"
    r"(?:\s+(?:first|originally|in|on|on\s+(?:arxiv|hugging\s?face|(?:the\s+)?daily\s+(?:papers|page"
    r"|list))|here|exactly|online))*"
)
_BE = r"(?:was|were|is|are|did|does|do|has|have|had)"
_DATE = (
    r"(?:publication|release|submission|posting|listing|arxiv|exact|publishing)\s+"
    r"(?:date|year|month|day)"
)
_WHEN = r"(?:when|(?:on\s+|in\s+)?(?:what|which)\s+(?:year|month|day|date|exact\s+(?:date|day)))"
_IT = r"(?:it|this|that|they|the\s+paper|this\s+one)"
_AUTHORS = r"(?:co-?)?authors?"
_LAB = (
    r"(?:labs?|compan(?:y|ies)|organi[sz]ations?|orgs?|institut(?:es?|ions?)|universit(?:y|ies)"
    r"|groups?|teams?|affiliations?|firms?|startups?)"
)
_MADE = (
    r"(?:(?:is|was|are|were|stands?)\s+)?(?:behind|made|built|released|published|wrote|developed"
    r"|created|produced|put\s+out|proposed|introduced|responsible\s+for|submitted|posted)"
)
_LIKES = r"(?:up-?votes?|likes|votes)"
_GOT = (
    r"(?:\s+(?:have|has|had|get|got|gotten|receive|received|collect|list|gather|attract)"
    r"(?:\s+here)?)?"
)
_AFTER = r"\s*(?:[,;:.?–—-]+\s*(?:and\s+)?|\s+and\s+)"  # what divides a subject from its question

_PATTERNS: list[tuple[Asks, str]] = [
    ("date", rf"{_WHEN}\s+{_BE}\s+{_S}\s+{_OUT}"),
    ("date", rf"{_WHEN}\s+{_S}\s+(?:(?:was|were|got)\s+)?{_OUT}"),
    ("date", rf"(?:(?:what|which)(?:['’]s|\s+is|\s+was)?\s+)?(?:the\s+)?"
     rf"(?:{_DATE}|date)\s+(?:of|for|on)\s+{_S}"),
    ("date", rf"(?:what\s+)?(?:(?:date|year|month)\s+(?:is|was)|when\s+is)\s+{_S}\s+"
     rf"(?:from|dated|of)"),
    ("date", rf"from\s+(?:when|what\s+year|which\s+year)\s+is\s+{_S}"),
    ("date", rf"how\s+(?:old|recent|new)\s+is\s+(?P<s>.*{PAPER}.*)"),
    ("date", rf"{_S}{_AFTER}(?:{_WHEN}(?:\s+{_BE})?(?:\s+{_IT})?(?:\s+(?:{_OUT}"
     rf"|from))?|(?:the\s+)?(?:{_DATE}|date))"),
    ("date", rf"{_S}\s+(?:{_DATE}|came\s+out\s+when|(?:was|is)\s+from\s+when"
     rf"|(?:was\s+)?{_OUT}\s+when)"),
    ("authors", rf"(?:who|which\s+(?:people|researchers|{_AUTHORS}))(?:\s+(?:has"
     rf"|have))?\s+(?:wrote|written|(?:co-?)?authored|co-?wrote|published)\s+{_S}"),
    ("authors", rf"(?:(?:who|what)(?:['’]s|['’]re|\s+is|\s+are|\s+was|\s+were)\s+)?"
     rf"(?:list\s+|name\s+|give(?:\s+me)?\s+|show(?:\s+me)?\s+)?"
     rf"(?:all\s+)?(?:the\s+)?(?:(?:first|lead|last|senior|names?\s+of\s+"
     rf"(?:all\s+)?(?:the\s+)?)\s*)?{_AUTHORS}(?:\s+(?:list|names?))?\s+"
     rf"(?:of|on|behind|for)\s+{_S}"),
    ("authors", rf"who\s+(?:is|are|were)\s+(?:the\s+)?(?:people|persons?|researchers?"
     rf"|scientists?)\s+behind\s+{_S}"),
    ("authors", rf"(?:by\s+whom|who)\s+(?:is|was|were)\s+{_S}\s+(?:written|"
     rf"(?:co-?)?authored|published|by)(?:\s+by)?"),
    ("authors", rf"{_S}\s+(?:is|was)\s+(?:written|authored)\s+by\s+whom"),
    ("authors", rf"whose\s+{PAPER}\s+(?:is|was)\s+{_S}"),
    ("authors", rf"{_S}{_AFTER}(?:who\s+(?:wrote|(?:co-?)?authored|published)\s+{_IT}"
     rf"|by\s+whom|who\s+(?:are|is|were)\s+(?:the|its|their)\s+{_AUTHORS}"
     rf"|(?:the\s+)?{_AUTHORS})"),
    ("author count", rf"how\s+many\s+(?:different\s+)?(?:{_AUTHORS}|people|researchers"
     rf"|names)\s+(?:does|do|did|has|have)\s+{_S}\s+(?:have|has|list"
     rf"|count|credit)"),
    ("author count", rf"how\s+many\s+(?:different\s+)?{_AUTHORS}\s+(?:are\s+(?:there\s+)?"
     rf"(?:listed\s+)?|there\s+are\s+)?(?:on|in|for|of|behind|worked\s+on"
     rf"|contributed\s+to|wrote|signed)\s+{_S}"),
    ("author count", rf"how\s+many\s+{_AUTHORS}\s+{_S}\s+(?:has|have|had|lists)"),
    ("author count", rf"how\s+many\s+(?:people|researchers)\s+(?:wrote|(?:co-?)?authored"
     rf"|signed|(?:are|stand)\s+behind)\s+{_S}"),
    ("author count", rf"(?:what(?:['’]s|\s+is)\s+)?(?:the\s+)?(?:(?:number|count)\s+of\s+{_AUTHORS}"
     rf"|author\s+count)\s+(?:of|on|for|in)\s+{_S}"),
    ("author count", rf"{_S}{_AFTER}(?:with\s+)?(?:how\s+many\s+{_AUTHORS}(?:\s+"
     rf"(?:does\s+{_IT}\s+have|{_IT}\s+has|are\s+there|on\s+it))?"
     rf"|(?:number\s+of\s+{_AUTHORS}|author\s+count))"),
    ("author count", rf"{_S}\s+(?:number\s+of\s+{_AUTHORS}|author\s+count)"),
    ("author count", rf"how\s+(?:big|large|long)\s+(?:is|was)\s+the\s+(?:author\s+"
     rf"(?:list|team)|list\s+of\s+authors|team)\s+(?:of|on|for|behind)\s+{_S}"),
    ("organization", rf"who(?:['’]s|\s+is|\s+was)\s+behind\s+{_S}"),
    ("organization", rf"(?:from\s+)?(?:which|what)\s+(?:\w+\s+)?{_LAB}\s+{_MADE}\s+{_S}"),
    ("organization", rf"(?:from\s+)?(?:which|what)\s+(?:\w+\s+)?{_LAB}\s+{_BE}\s+{_S}"
     rf"(?:\s+(?:come\s+from|comes?|from|belong\s+to|made\s+by|published\s+by"
     rf"|by|affiliated\s+with|written\s+at))"),
    ("organization", rf"(?:from|by|at)\s+(?:which|what)\s+(?:\w+\s+)?{_LAB}\s+(?:is"
     rf"|was|are|does|did|comes?)\s+{_S}(?:\s+(?:come|published|written"
     rf"|released|made))?"),
    ("organization", rf"(?:(?:what|which)(?:['’]s|\s+is|\s+are)\s+(?:the\s+)?{_LAB}"
     rf"|(?:the\s+)?(?:affiliation|organi[sz]ation))\s+(?:of|behind"
     rf"|for)\s+{_S}"),
    ("organization", rf"where\s+(?:is|was|does|did)\s+(?P<s>.*{PAPER})\s+(?:come\s+from|from)"),
    ("organization", rf"who\s+(?:made|built|released|developed|created)\s+{_S}"),
    ("organization", rf"{_S}{_AFTER}(?:(?:which|what)\s+{_LAB}(?:\s+(?:is|was)\s+"
     rf"(?:{_IT}\s+(?:from|by)|behind\s+{_IT}))?|{_LAB}|who(?:['’]s"
     rf"|\s+is|\s+are)\s+(?:behind\s+{_IT}|{_IT}\s+(?:from|by)))"),
    ("upvotes", rf"how\s+many\s+{_LIKES}\s+{_BE}\s+{_S}{_GOT}"),
    ("upvotes", rf"how\s+many\s+up-?votes\s+{_S}{_GOT}"),
    ("upvotes", rf"(?:what(?:['’]s|\s+is)\s+)?(?:the\s+)?(?:(?:number|count)\s+of\s+)?"
     rf"(?:{_LIKES}|upvote\s+count)\s+(?:of|for|on)\s+{_S}"),
    ("upvotes", rf"how\s+(?:popular|upvoted|liked|well\s+liked)\s+(?:is|was)\s+(?P<s>.*{PAPER}.*)"),
    ("upvotes", rf"{_S}{_AFTER}(?:how\s+many\s+)?{_LIKES}(?:\s+(?:does\s+{_IT}\s+have"
     rf"|did\s+{_IT}\s+get))?"),
    ("comments", rf"how\s+many\s+comments\s+(?:are\s+there\s+on|{_BE})\s+{_S}{_GOT}"),
    ("comments", rf"(?:what(?:['’]s|\s+is)\s+)?(?:the\s+)?(?:number|count)\s+of\s+comments\s+"
     rf"(?:of|for|on)\s+{_S}"),
    ("comments", rf"{_S}{_AFTER}how\s+many\s+comments(?:\s+(?:does\s+{_IT}\s+have"
     rf"|did\s+{_IT}\s+get))?"),
]  # fmt: skip
_COMPILED = [(asks, re.compile(pattern, re.IGNORECASE)) for asks, pattern in _PATTERNS]

_VERB = r"(?:do|does|did|is|are|was|were|has|have|had|of|in|on|the|authors?|people|comments?)\b"
_HOW_MANY = re.compile(
    rf"(?:how\s+many|(?:what(?:['’]s|\s+is)\s+)?(?:the\s+)?(?:total\s+)?(?:number|count)\s+of|count(?:\s+all)?(?:\s+the)?)\s+"
    rf"(?:of\s+)?(?:the\s+|these\s+|those\s+|your\s+|our\s+|all\s+)*(?P<kind>(?:(?!{_VERB})[\w.+-]+\s+){{0,4}}?){PAPER}\b(?P<rest>.*)"
    rf"|how\s+(?:big|large)\s+is\s+(?:the|this|your)\s+(?:index|collection|list|library)(?P<whole>)",
    re.IGNORECASE,
)
_LISTING = re.compile(
    rf"(?:list|show|give|name|display|which|what|all|any|are\s+there|do\s+you\s+have|every|find|get)\b.*\b{PAPER}\b|^{PAPER}\b",
    re.IGNORECASE,
)
_CLAIMS = re.compile(
    r"^(?:what|how|why|does|do|did|is|are|can|which)\b.*\b(?:say|says|propose|proposes?|show|shows"
    r"|find|finds|claim|claims|report|reports|argue|argues|conclude|concludes|work|works|do|does)\b",
    re.IGNORECASE,
)
_HERE = re.compile(rf"\b{HERE}\b", re.IGNORECASE)
_ASIDE = re.compile(r"^(who|what|when|where)\s*\([^)]*\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, of which paper in the question's words, and whether it says that it is one.

    Not `sure`, as in "when was LoRA released?": then it counts only where a title names it. `also`
    is what is asked of the same paper after that: "who wrote it, and when?".
    """

    asks: Asks
    subject: str
    sure: bool
    also: tuple[Asks, ...] = ()


def find_ask(text: str) -> Ask | None:
    """The fact that a question asks of papers' records, None where it asks for content."""
    plain = _ASIDE.sub(r"\1", _OPENING.sub("", text).strip(" ?.!;,"))
    counted = _HOW_MANY.fullmatch(plain)
    if counted:
        kind, rest = counted["kind"] or "", counted["rest"] or ""
        return Ask("number", f"{kind}{rest}", sure=bool(_HERE.search(rest)))
    for asks, pattern in _COMPILED:
        found = pattern.fullmatch(plain)
        if found:
            sure = bool(
                _PAPERISH.search(found["s"]) or re.search(r"(?i)\bauthors?\b|up-?vote", plain)
            )
            first = find_ask(found["s"])
            if first and first.asks != "number":
                also = dict.fromkeys((*first.also, asks))
                return replace(first, sure=sure or first.sure, also=tuple(also))
            return Ask(asks, _clean_subject(found["s"]), sure)
    return None


def asks_for_papers(text: str) -> bool:
    """Whether a question wants papers named, rather than something about them."""
    return bool(_LISTING.match(_OPENING.sub("", text).strip()))


def asks_for_claims(text: str) -> bool:
    """ "What does the newest paper on merging say?" wants content, whatever the order."""
    return bool(_CLAIMS.search(text)) and not asks_for_papers(text)


def speaks_of_collection(text: str) -> bool:
    """Whether a question says "here", "in this list", "do you have"."""
    return bool(_HERE.search(text))


def _clean_subject(text: str) -> str:
    """Without what only says that it is a paper: "the RWKV-7 paper" is "RWKV-7"."""
    bare = re.sub(
        r"^(?:the|this|that|a|an)\s+", "", text.strip(" \"“”'‘’,;:."), flags=re.IGNORECASE
    )
    bare = re.sub(
        rf"^{PAPER}\s+(?:called|titled|entitled|named|about|on|for|introducing|that\s+introduced)\s+",
        "", bare, flags=re.IGNORECASE,
    )  # fmt: skip
    bare = re.sub(rf"\s+{PAPER}$", "", bare, flags=re.IGNORECASE)
    return bare.strip(" \"“”'‘’,;:.")
