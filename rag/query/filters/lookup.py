"""What a question asks of papers' records: when one came out, who wrote it, how many there are.

A question that only sounds like it ("how many tasks", "who won", "when does it collapse") asks for
an abstract's content, and so is none of these.
"""

from dataclasses import dataclass, replace
from typing import Literal

from rag.query.filters.grammar import AUTHOR, HERE, HOW_MANY, PAPER, UPVOTES, ignore_case

Intent = Literal[
    "content", "papers", "number", "date", "authors", "author count", "organization", "upvotes",
    "comments", "news",
]  # fmt: skip

_OPENING = ignore_case(
    r"^(?:(?:hi|hey|hello|please|ok(?:ay)?|so|and|also|well|btw)\b[,!\s]*)*"
    r"(?:(?:can|could|would)\s+you\s+(?:please\s+)?(?:tell|show|give)\s+me\s+"
    r"|(?:do\s+you|i(?:['’]d|\s+would)?\s+(?:like|love|want)\s+to|i\s+need\s+to)\s+know\s+"
    r"|(?:please\s+)?tell\s+me\s+|i\s+wonder\s+|any\s+idea\s+|remind\s+me\s+)?"
)
_ASIDE = ignore_case(r"^(who|what|when|where)\s*\([^)]*\)")

_S = r"(?P<s>(?:(?!\s+and\s+when\s+(?:was|is|did|were)\b).)+?)"  # the subject
_PAPER_S = rf"(?P<s>.*{PAPER}.*)"
_THEN = r"\s*(?:[,;:.?–—-]+\s*(?:and\s+)?|\s+and\s+)"  # divides a subject from its question
_BE = r"(?:was|were|is|are|did|does|do|has|have|had)"
_IT = r"(?:it|this|that|they|the\s+paper|this\s+one)"
_WHICH = r"(?:what|which)"
_WHATS_THE = r"(?:what(?:['’]s|\s+is)\s+)?(?:the\s+)?"
_COUNT_OF = r"(?:number|count)\s+of"
_OUT = (
    r"(?:first\s+)?(?:published|released|posted|submitted|written|uploaded|listed|announced|dated"
    r"|put\s+(?:online|out|on\s+arxiv)|made\s+public|come\s+out|came\s+out|coming\s+out|appear(?:ed)?"
    r"|show(?:ed)?\s+up(?=\s+(?:here|(?:on|in)\s+(?:the\s+)?(?:daily|list|arxiv)))|featured"
    r"|get\s+(?:published|released)|published|out|presented)"
    r"(?:\s+(?:first|originally|in|on|on\s+(?:arxiv|hugging\s?face|(?:the\s+)?daily\s+(?:papers|page"
    r"|list))|here|exactly|online))*"
)
_WHEN = rf"(?:when|(?:on\s+|in\s+)?{_WHICH}\s+(?:year|month|day|date|exact\s+(?:date|day)))"
_DATE = (
    r"(?:publication|release|submission|posting|listing|arxiv|exact|publishing)\s+"
    r"(?:date|year|month|day)"
)
_LAB = (
    r"(?:labs?|compan(?:y|ies)|organi[sz]ations?|orgs?|institut(?:es?|ions?)|universit(?:y|ies)"
    r"|groups?|teams?|affiliations?|firms?|startups?)"
)
_WHICH_LAB = rf"{_WHICH}\s+(?:\w+\s+)?{_LAB}"
_MADE = (
    r"(?:(?:is|was|are|were|stands?)\s+)?(?:behind|made|built|released|published|wrote|developed"
    r"|created|produced|put\s+out|proposed|introduced|responsible\s+for|submitted|posted)"
)
_GOT = (
    r"(?:\s+(?:have|has|had|get|got|gotten|receive|received|collect|list|gather|attract)"
    r"(?:\s+here)?)?"
)
_IT_GOT = rf"(?:\s+(?:does\s+{_IT}\s+have|did\s+{_IT}\s+get))?"
# In each the group s is the subject; the first that is the whole question tells the intent.
_QUESTIONS: dict[Intent, tuple[str, ...]] = {
    "date": (
        rf"{_WHEN}\s+{_BE}\s+{_S}\s+{_OUT}",
        rf"{_WHEN}\s+{_S}\s+(?:(?:was|were|got)\s+)?{_OUT}",
        rf"(?:{_WHICH}(?:['’]s|\s+is|\s+was)?\s+)?(?:the\s+)?(?:{_DATE}|date)\s+(?:of|for|on)\s+{_S}",
        rf"(?:what\s+)?(?:(?:date|year|month)\s+(?:is|was)|when\s+is)\s+{_S}\s+(?:from|dated|of)",
        rf"from\s+(?:when|what\s+year|which\s+year)\s+is\s+{_S}",
        rf"how\s+(?:old|recent|new)\s+is\s+{_PAPER_S}",
        rf"{_S}{_THEN}"
        rf"(?:{_WHEN}(?:\s+{_BE})?(?:\s+{_IT})?(?:\s+(?:{_OUT}|from))?|(?:the\s+)?(?:{_DATE}|date))",
        rf"{_S}\s+(?:{_DATE}|came\s+out\s+when|(?:was|is)\s+from\s+when|(?:was\s+)?{_OUT}\s+when)",
    ),
    "authors": (
        rf"(?:who|which\s+(?:people|researchers|{AUTHOR}s?))(?:\s+(?:has|have))?\s+"
        rf"(?:wrote|written|{AUTHOR}ed|co-?wrote|published)\s+{_S}",
        r"(?:(?:who|what)(?:['’]s|['’]re|\s+is|\s+are|\s+was|\s+were)\s+)?"
        r"(?:list\s+|name\s+|give(?:\s+me)?\s+|show(?:\s+me)?\s+)?(?:all\s+)?(?:the\s+)?"
        r"(?:(?:first|lead|last|senior|names?\s+of\s+(?:all\s+)?(?:the\s+)?)\s*)?"
        rf"{AUTHOR}s?(?:\s+(?:list|names?))?\s+(?:of|on|behind|for)\s+{_S}",
        r"who\s+(?:is|are|were)\s+(?:the\s+)?"
        rf"(?:people|persons?|researchers?|scientists?)\s+behind\s+{_S}",
        rf"(?:by\s+whom|who)\s+(?:is|was|were)\s+{_S}\s+(?:written|{AUTHOR}ed|published|by)(?:\s+by)?",
        rf"{_S}\s+(?:is|was)\s+(?:written|authored)\s+by\s+whom",
        rf"whose\s+{PAPER}\s+(?:is|was)\s+{_S}",
        rf"{_S}{_THEN}(?:who\s+(?:wrote|{AUTHOR}ed|published)\s+{_IT}|by\s+whom"
        rf"|who\s+(?:are|is|were)\s+(?:the|its|their)\s+{AUTHOR}s?|(?:the\s+)?{AUTHOR}s?)",
    ),
    "author count": (
        rf"{HOW_MANY}\s+(?:different\s+)?(?:{AUTHOR}s?|people|researchers|names)\s+"
        rf"(?:does|do|did|has|have)\s+{_S}\s+(?:have|has|list|count|credit)",
        rf"{HOW_MANY}\s+(?:different\s+)?{AUTHOR}s?\s+"
        r"(?:are\s+(?:there\s+)?(?:listed\s+)?|there\s+are\s+)?"
        rf"(?:on|in|for|of|behind|worked\s+on|contributed\s+to|wrote|signed)\s+{_S}",
        rf"{HOW_MANY}\s+{AUTHOR}s?\s+{_S}\s+(?:has|have|had|lists)",
        rf"{HOW_MANY}\s+(?:people|researchers)\s+"
        rf"(?:wrote|{AUTHOR}ed|signed|(?:are|stand)\s+behind)\s+{_S}",
        rf"{_WHATS_THE}(?:{_COUNT_OF}\s+{AUTHOR}s?|author\s+count)\s+(?:of|on|for|in)\s+{_S}",
        rf"{_S}{_THEN}(?:with\s+)?(?:{HOW_MANY}\s+{AUTHOR}s?"
        rf"(?:\s+(?:does\s+{_IT}\s+have|{_IT}\s+has|are\s+there|on\s+it))?"
        rf"|(?:number\s+of\s+{AUTHOR}s?|author\s+count))",
        rf"{_S}\s+(?:number\s+of\s+{AUTHOR}s?|author\s+count)",
        r"how\s+(?:big|large|long)\s+(?:is|was)\s+the\s+"
        rf"(?:author\s+(?:list|team)|list\s+of\s+authors|team)\s+(?:of|on|for|behind)\s+{_S}",
    ),
    "organization": (
        rf"who(?:['’]s|\s+is|\s+was)\s+behind\s+{_S}",
        rf"(?:from\s+)?{_WHICH_LAB}\s+{_MADE}\s+{_S}",
        rf"(?:from\s+)?{_WHICH_LAB}\s+{_BE}\s+{_S}(?:\s+(?:come\s+from|comes?|from|belong\s+to|made\s+by"
        r"|published\s+by|by|affiliated\s+with|written\s+at))",
        rf"(?:from|by|at)\s+{_WHICH_LAB}\s+(?:is|was|are|does|did|comes?)\s+{_S}"
        r"(?:\s+(?:come|published|written|released|made))?",
        rf"(?:{_WHICH}(?:['’]s|\s+is|\s+are)\s+(?:the\s+)?{_LAB}"
        rf"|(?:the\s+)?(?:affiliation|organi[sz]ation))\s+(?:of|behind|for)\s+{_S}",
        rf"where\s+(?:is|was|does|did)\s+(?P<s>.*{PAPER})\s+(?:come\s+from|from)",
        rf"who\s+(?:made|built|released|developed|created)\s+{_S}",
        rf"{_S}{_THEN}(?:{_WHICH}\s+{_LAB}(?:\s+(?:is|was)\s+(?:{_IT}\s+(?:from|by)|behind\s+{_IT}))?"
        rf"|{_LAB}|who(?:['’]s|\s+is|\s+are)\s+(?:behind\s+{_IT}|{_IT}\s+(?:from|by)))",
    ),
    "upvotes": (
        rf"{HOW_MANY}\s+{UPVOTES}\s+{_BE}\s+{_S}{_GOT}",
        rf"{HOW_MANY}\s+up-?votes\s+{_S}{_GOT}",
        rf"{_WHATS_THE}(?:{_COUNT_OF}\s+)?(?:{UPVOTES}|upvote\s+count)\s+(?:of|for|on)\s+{_S}",
        rf"how\s+(?:popular|upvoted|liked|well\s+liked)\s+(?:is|was)\s+{_PAPER_S}",
        rf"{_S}{_THEN}(?:{HOW_MANY}\s+)?{UPVOTES}{_IT_GOT}",
    ),
    "comments": (
        rf"{HOW_MANY}\s+comments\s+(?:are\s+there\s+on|{_BE})\s+{_S}{_GOT}",
        rf"{_WHATS_THE}{_COUNT_OF}\s+comments\s+(?:of|for|on)\s+{_S}",
        rf"{_S}{_THEN}{HOW_MANY}\s+comments{_IT_GOT}",
    ),
}
_PATTERNS = [(intent, ignore_case(p)) for intent, patterns in _QUESTIONS.items() for p in patterns]

_PAPERISH = ignore_case(rf"\b(?:{PAPER}|(?:technical |tech )?reports?|stud(?:y|ies)|work)\b")
_OF_PAPERS = ignore_case(r"\bauthors?\b|up-?vote")  # nothing but a paper has these
_ARTICLE = ignore_case(r"^(?:the|this|that|a|an)\s+")
_PAPER_ON = ignore_case(
    rf"^{PAPER}\s+(?:called|titled|entitled|named|about|on|for|introducing|that\s+introduced)\s+"
)
_PAPER_AT_END = ignore_case(rf"\s+{PAPER}$")
_MARKS = " \"“”'‘’,;:."

_VERB = r"(?:do|does|did|is|are|was|were|has|have|had|of|in|on|the|authors?|people|comments?)\b"
_NUMBER = ignore_case(
    rf"(?:{HOW_MANY}|{_WHATS_THE}(?:total\s+)?{_COUNT_OF}|count(?:\s+all)?(?:\s+the)?)\s+"
    r"(?:of\s+)?(?:the\s+|these\s+|those\s+|your\s+|our\s+|all\s+)*"
    rf"(?P<kind>(?:(?!{_VERB})[\w.+-]+\s+){{0,4}}?){PAPER}\b(?P<rest>.*)"
    r"|how\s+(?:big|large)\s+is\s+(?:the|this|your)\s+(?:index|collection|list|library)"
)
_HERE = ignore_case(rf"\b{HERE}\b")
_LISTING = ignore_case(
    r"(?:list|show|give|name|display|which|what|all|any|are\s+there|do\s+you\s+have|every|find|get)"
    rf"\b.*\b{PAPER}\b|^{PAPER}\b"
)
_CLAIMS = ignore_case(
    r"^(?:what|how|why|does|do|did|is|are|can|which)\b.*\b(?:say|says|propose|proposes?|show|shows"
    r"|find|finds|claim|claims|report|reports|argue|argues|conclude|concludes|work|works|do|does)\b"
)


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is to be looked up, of which paper in the question's words, and if they say it is one.

    Not `sure`, as in "when was LoRA released?": then it counts only where a title names it. `also`
    is what is wanted of the same paper after that: "who wrote it, and when?".
    """

    intent: Intent
    subject: str
    sure: bool
    also: tuple[Intent, ...] = ()


def find_lookup(text: str) -> Lookup | None:
    """The fact that a question wants of papers' records, None where it asks for content."""
    plain = _ASIDE.sub(r"\1", _OPENING.sub("", text).strip(" ?.!;,"))
    if counted := _NUMBER.fullmatch(plain):
        kind, rest = counted["kind"] or "", counted["rest"] or ""
        return Lookup("number", f"{kind}{rest}", sure=bool(_HERE.search(rest)))
    for intent, pattern in _PATTERNS:
        if found := pattern.fullmatch(plain):
            sure = bool(_PAPERISH.search(found["s"]) or _OF_PAPERS.search(plain))
            first = find_lookup(found["s"])
            if first and first.intent != "number":
                also = dict.fromkeys((*first.also, intent))
                return replace(first, sure=sure or first.sure, also=tuple(also))
            return Lookup(intent, _clean_subject(found["s"]), sure)
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
    bare = _PAPER_ON.sub("", _ARTICLE.sub("", text.strip(_MARKS)))
    return _PAPER_AT_END.sub("", bare).strip(_MARKS)
