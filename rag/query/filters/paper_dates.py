"""Which of the dates in a question says when papers are from, and which is something else's.

A year that belongs to a name ("IPhO 2025", "ILSVRC-2012") or to what papers speak of ("data that
was collected in 2020") filters nothing.
"""

import re
from collections.abc import Sequence

from index.errors import BadFilter
from index.papers.filters import PaperFilter
from rag.query.filters.dates import DatePhrase
from rag.query.filters.grammar import PAPER, ignore_case
from rag.query.filters.spans import Span, mask

# Between papers and a date they tell that the date is something else's.
_OTHERS = ignore_case(
    r"\b(?:that|which|who|whose|where|using|used?|uses|data\w*|benchmarks?|exams?|olymp\w+"
    r"|competitions?|contests?|challenges?|questions?|problems?|tasks?|tests?|held|collected|trained"
    r"|evaluat\w+|crawl\w*|conferences?|elections?|events?|seasons?|wars?|pandemic|census|outbreak)\b"
)
# "Papers that were published in": this "that" is harmless.
_HARMLESS_THAT = ignore_case(
    r"^\s+(?:that|which)\s+"
    r"(?=(?:(?:was|were|are|is|have\s+been|has\s+been|did|came|come|appeared)\b))"
)
_CAME_OUT = ignore_case(
    r"\b(?:published|released|posted|submitted|listed|uploaded|written|appear(?:ed)?|c[oa]me\s+out"
    r"|put\s+out|dated|new|out|write|wrote|publish|release)\s*$"
)
_PUBLISHED = ignore_case(r"\b(?:published|appear(?:ed|ing)?)\s*$")
_CAPITALISED = re.compile(r"(?:^|\s)[\"'“(]?(?=\S*[A-Z])[\w.+&'’-]+[\s,-]*$")
_ASKS_SOMETHING = ignore_case(
    r"\b(?:how|why|what|which|who|when|where|do|does|did|is|are|was|were|can|could|has|have|may"
    r"|might|will|would|should)\b"
)
# "Anything new since March?"
_NEWS = ignore_case(
    r"(?:what(?:['’]s|\s+is|\s+was)?|anything|something)\s+(?:new|added|published|out)?\s*"
)
_PAPERS = ignore_case(rf"\b(?:{PAPER}\b|anything\s+on\b|(?:works?|research|studies)\s*$)")
_OWN_PAPERS = re.compile(
    rf"(?:['’]s)?\s+(?:(?:newest|latest|best|top|most\s+\w+)\s+)?{PAPER}\b"
)  # "2024 papers"
_SOON_PAPERS = ignore_case(rf"[,\s]*(?:\w+\s+){{0,4}}?{PAPER}\b")  # "In 2024, which papers …"


def is_sound(phrase: DatePhrase) -> bool:
    """Whether it begins before it ends, as "from 2023 to 2020" does not."""
    try:
        return bool(PaperFilter.make(phrase.since, phrase.until))
    except BadFilter:
        return False


def find_paper_dates(
    text: str, times: Sequence[DatePhrase], known: Sequence[Span]
) -> DatePhrase | None:
    """The first of the times that is said of papers or of publishing, and of nothing else.

    `known` is where a question says whose papers, how many votes, in what order.
    """
    return next((phrase for phrase in times if _is_papers(text, phrase, known)), None)


def _is_papers(text: str, phrase: DatePhrase, known: Sequence[Span]) -> bool:
    before, after = text[: phrase.span[0]], text[phrase.span[1] :]
    ends_in_known = any(start < len(before.rstrip()) <= end for start, end in known)
    name = _CAPITALISED.search(before)
    named = bool(name and name.start() > 0 and not ends_in_known)
    if _OWN_PAPERS.match(after):
        return not named
    if phrase.alone and not phrase.relative:
        return False
    if named and (phrase.loose or phrase.alone) and not _CAME_OUT.search(before):
        return False
    if ends_in_known or _ends_a_phrase(text, phrase):
        return True
    return _follows_papers(mask(before, [s for s in known if s[1] <= len(before)]), after)


def _ends_a_phrase(text: str, phrase: DatePhrase) -> bool:
    """ "LLM theorem provers published in 2026", "touch in the last month": no question is asked."""
    if text[phrase.span[1] :].strip(" ?.!") or _ASKS_SOMETHING.search(text):
        return False
    return phrase.relative or bool(_PUBLISHED.search(text[: phrase.span[0]]))


def _follows_papers(before: str, after: str) -> bool:
    if papers := list(_PAPERS.finditer(before)):
        return not _OTHERS.search(_HARMLESS_THAT.sub(" ", before[papers[-1].end() :]))
    if not before.strip(" ,"):
        return bool(_SOON_PAPERS.match(after))
    came_out = _CAME_OUT.search(before) and _NEWS.match(before)  # "What came out last month?"
    return bool(came_out or _NEWS.fullmatch(before))
