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

PAPER = r"(?:papers?|articles?|publications?|preprints?|manuscripts?)"
WORK = rf"(?:{PAPER}|works?|research|stud(?:y|ies)|reports?)"
_THING = (
    rf"(?:{WORK}|anything|everything|something|nothing|stuff|one|ones|contributions?"
    r"|what(?:['’]s|\s+is)(?=\s+new\b))"
)
_WROTE = (
    r"(?:co-?)?(?:authored|written|wrote|write|author|published?|publish|released?|posted?"
    r"|submitted|submit|put\s+out|contributed|produced?)"
)
_BY_VERB = r"(?:(?:co-?)?(?:authored|written|published|released|posted|submitted|put\s+out))"
_AUX = r"(?:was|were|is|are|been|being)"
_TEAM = (
    r"(?:(?:the\s+)?(?:researchers?|people|authors?|scientists?|engineers?|folks|somebody|someone"
    r"|anyone|anybody|teams?|labs?|groups?|company|organi[sz]ation|university)\s+"
    r"(?:at|from|of|in|called|named)?\s*)?(?:the\s+)?"
)
_ROLE = (
    r"(?:an?\s+|the\s+|its\s+|their\s+|one\s+of\s+(?:the|its)\s+)*(?:\w+\s+)?"
    r"(?:(?:co-?)?authors?|organi[sz]ations?|affiliations?|compan|institut|labs?)"
)
# Before the name. The first three may stand anywhere, the fourth needs papers that precede it.
_LEADS = [
    rf"\b{_THING}\s+(?:(?:new|recent|else|more)\s+)?(?:(?:that|which)\s+)?(?:(?:was|were|is|are|have\s+been|has\s+been)\s+)?"
    rf"(?:(?:mainly|first|jointly)\s+)?(?:{_BY_VERB}\s+)?(?:by|from|of)\s+{_TEAM}",
    rf"\b{_THING}\s+(?:(?:that|which)\s+)?(?:with|featuring|including|having|lists?|names?|gives?|has"
    rf"|have)\s+(?=[^?]*\b(?:on\s+(?:it|them)|among\s+(?:the|its)|in\s+the\s+author|as\s+{_ROLE}))",
    rf"\b{_THING}\s+where\s+(?=[^?]*\b(?:is|was)\s+{_ROLE})",
    rf"\bwhat(?:['’]s|\s+is)?\s+(?:(?:do|have)\s+(?:we|you)\s+(?:have|got)|(?:in\s+)?here|there)"
    rf"\s+(?:by|from)\s+{_TEAM}",
    rf"(?:^|\b{_AUX}\s+){_BY_VERB}\s+by\s+{_TEAM}",
    rf"\b(?:what|which\s+{WORK}|how\s+many\s+{WORK}|{PAPER}(?:\s+(?:that|which))?)\s+"
    rf"(?:did|has|have|does|do)\s+{_TEAM}(?=[^?]*?\b(?:{_WROTE}|worked\s+on|have)\b)",
    rf"^(?:did|has|have|does)\s+{_TEAM}(?=[^?]*?\b(?:{_WROTE}|have)\b[^?]*\b{PAPER}\b)",
]
_LOOSE = re.compile(
    rf"\b{PAPER}\s+(?:on|about|for|in)\s+(?:(?!\b(?:that|which|who|whose|where)\b)[^?,;])*?"
    rf"\b(?:{_BY_VERB}\s+)?(?:by|from)\s+{_TEAM}",
    re.IGNORECASE,
)
_LEAD = [re.compile(lead, re.IGNORECASE) for lead in _LEADS]
_TRAIL = re.compile(
    rf"(?:['’]s?\s+(?:\w+\s+){{0,3}}?{WORK}\b|\s+(?:has\s+|have\s+)?{_WROTE}\b"
    rf"|\s+(?:is|was|as)\s+(?:an?\s+|the\s+)?(?:co-?)?authors?\b|\s+{PAPER}\b)",
    re.IGNORECASE,
)
# What may follow a name: the end, a mark, or a word that begins something else.
_BOUNDARY = re.compile(
    r"\s*(?:$|[?!.,;:()\"”]|['’]s?\s|(?:in|on|among|about|since|from|that|which|published|with|and|for|at|before"
    r"|after|between|during|until|till|to|are|is|was|were|have|has|had|there|here|do|does|did|over"
    r"|this|last|late|early|recently|ever|so|up|through|within|write|wrote|written|publish"
    r"|author|coauthor|co-author|release|released|put|worked|as|of|by|where|when|how|or|more"
    r"|says?|tells?|shows?|finds?|found|reports?|proposes?|claims?|argues?|uses?|stud(?:y|ies)|deals?"
    r"|introduces?|presents?|describes?|covers?|discuss(?:es)?|can|could|may|might|make|appear)\b"
    r"|[-–—])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w&+.’'-]*[\w]")
_LONGEST = 8  # words of a name
_AT_BY = re.compile(r"(?:by|from)\s+(?:the\s+)?$", re.IGNORECASE)


Kind = Literal["organization", "author", "unknown"]
Known = tuple[str, Kind]


@dataclass(frozen=True, slots=True)
class Whose:
    """Where a question says whose papers it means, the words that lead there included.

    `kind` is "unknown" for a written name that the index knows neither as organization nor author.
    """

    start: int
    end: int
    name: str
    kind: Kind


def find_whose(text: str, index: IndexReader) -> Whose | None:
    """The first organization or author whose papers are asked for; None where nobody's are."""
    for start, position, loose in _leads(text):
        found = _name_at(text, position, index, start)
        if found and not (loose and found.name.islower()):
            return found
    return _find_possessor(text, index) or _find_unknown(text)


def _leads(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where a name may begin: (start of what is to be taken out, start of the name, loose)."""
    for pattern in _LEAD:
        for found in pattern.finditer(text):
            yield _without_papers(text, found), found.end(), False
    for found in _LOOSE.finditer(text):
        by = re.search(rf"\b(?:{_BY_VERB}\s+)?(?:by|from)\s+{_TEAM}$", found[0], re.IGNORECASE)
        if by:
            yield found.start() + by.start(), found.end(), True


def _without_papers(text: str, found: re.Match[str]) -> int:
    """The papers themselves stay in the question, only "by NVIDIA" goes."""
    papers = re.match(rf"{_THING}\b", found[0], re.IGNORECASE)
    return found.start() + papers.end() if papers else found.end()


def _name_at(text: str, position: int, index: IndexReader, start: int) -> Whose | None:
    """The longest known name that begins at a position and ends where a name can."""
    words: list[re.Match[str]] = []
    for word in _WORD.finditer(text, position):
        if words and not re.fullmatch(
            r"\s+(?:and\s+)?|\s*,\s*", text[words[-1].end() : word.start()]
        ):
            break
        words.append(word)
        if len(words) == _LONGEST:
            break
    for word in reversed(words):
        for end in _ends(text, word):
            name = text[position:end].strip(" .")
            if _BOUNDARY.match(text, end) and (known := _resolve(name, index)):
                return Whose(start, end, *known)
    return None


def _ends(text: str, word: re.Match[str]) -> Iterator[int]:
    """A name may end in 's, which is not its own."""
    yield word.end()
    own = re.search(r"['’]s?$", word[0])
    if own:
        yield word.start() + own.start()


def _resolve(name: str, index: IndexReader) -> Known | None:
    words = fold_words(name)
    if all(len(word) == 1 or word in STOP_WORDS for word in words):
        return None
    organizations = index.organizations(name)
    exact = [known for known in organizations if fold_words(known) == words]
    if exact:
        return exact[0], "organization"
    is_author = index.has_author(name)
    if organizations and not (is_author and len(words) > 1):
        return name, "organization"
    return (name, "author") if is_author else None


def _find_possessor(text: str, index: IndexReader) -> Whose | None:
    """ "NVIDIA's papers", "papers that Sepp Hochreiter wrote", "NVIDIA papers"."""
    for trail in _TRAIL.finditer(text):
        owned = re.match(r"['’]s?", trail[0])
        before = list(_WORD.finditer(text, 0, trail.start()))[-_LONGEST:]
        for word in before:
            name = text[word.start() : trail.start()]
            known = None if re.search(r"[?!;:,]", name) else _resolve(name, index)
            if known and (owned or _may_own(text[: word.start()], trail[0], known, index)):
                return Whose(word.start(), trail.start() + (owned.end() if owned else 0), *known)
    return None


def _may_own(before: str, trail: str, known: Known, index: IndexReader) -> bool:
    """Without an 's: papers are named before ("papers Google wrote"), or the name is exact."""
    if re.fullmatch(rf"\s+{PAPER}", trail, re.IGNORECASE):
        # "Qwen papers" are Qwen's, but "language model papers" are about those.
        exact = known[0] in index.organizations(known[0])
        return exact or (known[1] == "author" and len(fold_words(known[0])) > 1)
    return re.search(rf"\b{PAPER}\s+(?:(?:that|which|where|with)\s+)?$", before, re.I) is not None


_CAPITAL = r"(?:[A-Z][\w.'’-]*)"
_UNKNOWN = re.compile(
    rf"\b(?i:{_THING})\s+(?i:(?:was|were|is|are)\s+)?(?i:{_BY_VERB}\s+)?(?i:by|from)\s+"
    rf"(?P<name>{_CAPITAL}(?:\s+(?:(?:of|for|de|van|von|der|al)\s+)?{_CAPITAL}){{0,5}})"
)


def _find_unknown(text: str) -> Whose | None:
    """A written name after "papers by" that the index does not know."""
    for found in _UNKNOWN.finditer(text):
        if _BOUNDARY.match(text, found.end()):
            start = found.start() + len(re.split(r"\s", found[0])[0])
            return Whose(start, found.end(), found["name"], "unknown")
    return None
