"""Whose papers a question asks for: "papers by NVIDIA", "work coauthored by Sepp Hochreiter".

Only where the words say that somebody wrote papers, and only a name that the index knows: one that
merely occurs ("does it beat Google?") is what the question is about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.papers.terms import STOP_WORDS, fold_words
from index.store.reader import IndexReader
from rag.query.filters.grammar import AUTHOR, HOW_MANY, PAPER, WORK, ignore_case
from rag.query.filters.spans import Span

_LONGEST = 8  # words of a name

_THING = (
    rf"(?:{WORK}|anything|everything|something|nothing|stuff|one|ones|contributions?"
    r"|what(?:['’]s|\s+is)(?=\s+new\b))"
)
_WROTE = (
    r"(?:co-?)?(?:authored|written|wrote|write|author|published?|publish|released?|posted?"
    r"|submitted|submit|put\s+out|contributed|produced?)"
)
_WRITTEN = r"(?:(?:co-?)?(?:authored|written|published|released|posted|submitted|put\s+out))"
_TEAM = (
    r"(?:(?:the\s+)?(?:researchers?|people|authors?|scientists?|engineers?|folks|somebody|someone"
    r"|anyone|anybody|teams?|labs?|groups?|company|organi[sz]ation|university)\s+"
    r"(?:at|from|of|in|called|named)?\s*)?(?:the\s+)?"
)
_BY_TEAM = rf"(?:{_WRITTEN}\s+)?(?:by|from)\s+{_TEAM}"
_ROLE = (
    r"(?:an?\s+|the\s+|its\s+|their\s+|one\s+of\s+(?:the|its)\s+)*(?:\w+\s+)?"
    rf"(?:{AUTHOR}s?|organi[sz]ations?|affiliations?|compan|institut|labs?)"
)
# What stands before a name.
_LEADS = [
    ignore_case(lead)
    for lead in (
        rf"\b{_THING}\s+(?:(?:new|recent|else|more)\s+)?(?:(?:that|which)\s+)?"
        r"(?:(?:was|were|is|are|have\s+been|has\s+been)\s+)?(?:(?:mainly|first|jointly)\s+)?"
        rf"(?:{_WRITTEN}\s+)?(?:by|from|of)\s+{_TEAM}",
        rf"\b{_THING}\s+(?:(?:that|which)\s+)?"
        r"(?:with|featuring|including|having|lists?|names?|gives?|has|have)\s+"
        rf"(?=[^?]*\b(?:on\s+(?:it|them)|among\s+(?:the|its)|in\s+the\s+author|as\s+{_ROLE}))",
        rf"\b{_THING}\s+where\s+(?=[^?]*\b(?:is|was)\s+{_ROLE})",
        r"\bwhat(?:['’]s|\s+is)?\s+"
        r"(?:(?:do|have)\s+(?:we|you)\s+(?:have|got)|(?:in\s+)?here|there)"
        rf"\s+(?:by|from)\s+{_TEAM}",
        rf"(?:^|\b(?:was|were|is|are|been|being)\s+){_WRITTEN}\s+by\s+{_TEAM}",
        rf"\b(?:what|which\s+{WORK}|{HOW_MANY}\s+{WORK}|{PAPER}(?:\s+(?:that|which))?)\s+"
        rf"(?:did|has|have|does|do)\s+{_TEAM}(?=[^?]*?\b(?:{_WROTE}|worked\s+on|have)\b)",
        rf"^(?:did|has|have|does)\s+{_TEAM}(?=[^?]*?\b(?:{_WROTE}|have)\b[^?]*\b{PAPER}\b)",
    )
]
# The same with words between; what follows is a name only if it is written as one.
_LOOSE_LEAD = ignore_case(
    rf"\b{PAPER}\s+(?:on|about|for|in)\s+(?:(?!\b(?:that|which|who|whose|where)\b)[^?,;])*?"
    rf"(?P<by>\b{_BY_TEAM})"
)
_THINGS = ignore_case(rf"{_THING}\b")
# What stands after a name.
_TRAIL = ignore_case(
    rf"(?:['’]s?\s+(?:\w+\s+){{0,3}}?{WORK}\b|\s+(?:has\s+|have\s+)?{_WROTE}\b"
    rf"|\s+(?:is|was|as)\s+(?:an?\s+|the\s+)?{AUTHOR}s?\b|\s+(?P<papers>{PAPER})\b)"
)
_PAPERS_THAT = ignore_case(rf"\b{PAPER}\s+(?:(?:that|which|where|with)\s+)?$")
# What may follow a name: the end, a mark, or a word that begins something else.
_BOUNDARY = ignore_case(
    r"\s*(?:$|[?!.,;:()\"”]|['’]s?\s"
    r"|(?:in|on|among|about|since|from|that|which|published|with|and|for|at|before"
    r"|after|between|during|until|till|to|are|is|was|were|have|has|had|there|here|do|does|did|over"
    r"|this|last|late|early|recently|ever|so|up|through|within|write|wrote|written|publish"
    r"|author|coauthor|co-author|release|released|put|worked|as|of|by|where|when|how|or|more"
    r"|says?|tells?|shows?|finds?|found|reports?|proposes?|claims?|argues?|uses?|stud(?:y|ies)|deals?"
    r"|introduces?|presents?|describes?|covers?|discuss(?:es)?|can|could|may|might|make|appear)\b"
    r"|[-–—])"
)
_WORD = re.compile(r"[\w&+.’'-]*[\w]")
_WITHIN_NAME = re.compile(r"\s+(?:and\s+)?|\s*,\s*")  # between two of its words
_BETWEEN_NAMES = re.compile(r"[?!;:,]")
_GENITIVE = re.compile(r"['’]s?")
_GENITIVE_AT_END = re.compile(r"['’]s?$")

_CAPITALISED = r"(?:[A-Z][\w.'’-]*)"
_UNKNOWN = re.compile(
    rf"\b(?i:{_THING})\s+(?i:(?:was|were|is|are)\s+)?(?i:{_WRITTEN}\s+)?(?i:by|from)\s+"
    rf"(?P<name>{_CAPITALISED}(?:\s+(?:(?:of|for|de|van|von|der|al)\s+)?{_CAPITALISED}){{0,5}})"
)

Holder = Literal["organization", "author", "unknown"]


@dataclass(frozen=True, slots=True)
class Whose:
    """Where a question says whose papers it means, the words that lead there included.

    `kind` is "unknown" for a written name that the index knows neither as organization nor author.
    """

    span: Span
    name: str
    kind: Holder


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name may begin, and from where on it would be taken out with what leads to it."""

    start: int
    name: int
    loose: bool = False


def find_whose(text: str, index: IndexReader) -> Whose | None:
    """The first organization or author whose papers are asked for; None where nobody's are."""
    for place in _list_places(text):
        found = _read_name(text, place, index)
        if found and not (place.loose and found.name.islower()):
            return found
    return _find_possessor(text, index) or _find_unknown(text)


def _list_places(text: str) -> Iterator[_Place]:
    for lead in _LEADS:
        for found in lead.finditer(text):
            things = _THINGS.match(found[0])  # they stay in the question, only "by NVIDIA" goes
            yield _Place(found.start() + things.end() if things else found.end(), found.end())
    for found in _LOOSE_LEAD.finditer(text):
        yield _Place(found.start("by"), found.end(), loose=True)


def _read_name(text: str, place: _Place, index: IndexReader) -> Whose | None:
    """The longest known name that begins at a place and ends where a name can."""
    words: list[re.Match[str]] = []
    for word in _WORD.finditer(text, place.name):
        gone_on = not words or _WITHIN_NAME.fullmatch(text, words[-1].end(), word.start())
        if not gone_on or len(words) == _LONGEST:
            break
        words.append(word)
    for word in reversed(words):
        for end in _list_ends(word):
            name = text[place.name : end].strip(" .")
            if _BOUNDARY.match(text, end) and (known := _look_up(name, (place.start, end), index)):
                return known
    return None


def _list_ends(word: re.Match[str]) -> Iterator[int]:
    """A name may end in 's, which is not its own."""
    yield word.end()
    if genitive := _GENITIVE_AT_END.search(word[0]):
        yield word.start() + genitive.start()


def _look_up(name: str, span: Span, index: IndexReader) -> Whose | None:
    words = fold_words(name)
    if all(len(word) == 1 or word in STOP_WORDS for word in words):
        return None
    organizations = index.organizations(name)
    exact = [known for known in organizations if fold_words(known) == words]
    if exact:
        return Whose(span, exact[0], "organization")
    is_author = index.has_author(name)
    if organizations and not (is_author and len(words) > 1):
        return Whose(span, name, "organization")
    return Whose(span, name, "author") if is_author else None


def _find_possessor(text: str, index: IndexReader) -> Whose | None:
    """ "NVIDIA's papers", "papers that Sepp Hochreiter wrote", "NVIDIA papers"."""
    for trail in _TRAIL.finditer(text):
        own = _GENITIVE.match(trail[0])
        end = trail.start() + (own.end() if own else 0)
        for word in list(_WORD.finditer(text, 0, trail.start()))[-_LONGEST:]:
            name = text[word.start() : trail.start()]
            if _BETWEEN_NAMES.search(name):
                continue
            known = _look_up(name, (word.start(), end), index)
            if known and (own or _may_own(known, text[: word.start()], trail, index)):
                return known
    return None


def _may_own(known: Whose, before: str, trail: re.Match[str], index: IndexReader) -> bool:
    """Without an 's: papers are named before ("papers Google wrote"), or the name is exact."""
    if trail["papers"]:
        # "Qwen papers" are Qwen's, but "language model papers" are about those.
        exact = known.name in index.organizations(known.name)
        return exact or (known.kind == "author" and len(fold_words(known.name)) > 1)
    return _PAPERS_THAT.search(before) is not None


def _find_unknown(text: str) -> Whose | None:
    """A written name after "papers by" that the index does not know."""
    for found in _UNKNOWN.finditer(text):
        if _BOUNDARY.match(text, found.end()):
            start = found.start() + len(found[0].split(maxsplit=1)[0])
            return Whose((start, found.end()), found["name"], "unknown")
    return None
