"""Which of the dates in a question says when papers are from, and which is something else's.

A year that belongs to a name ("IPhO 2025", "ILSVRC-2012") or to what papers speak of ("data that
was collected in 2020") filters nothing.
"""

import re
from datetime import date, timedelta

from index.papers.filters import BadFilter, PaperFilter
from rag.query.filters.authors import PAPER
from rag.query.filters.dates import DatePhrase
from rag.query.filters.spans import mask

# Between papers and a date they tell that the date is something else's.
_OTHERS = re.compile(
    r"\b(?:that|which|who|whose|where|using|used?|uses|data\w*|benchmarks?|exams?|olymp\w+"
    r"|competitions?|contests?|challenges?|questions?|problems?|tasks?|tests?|held|collected|trained"
    r"|evaluat\w+|crawl\w*|conferences?|elections?|events?|seasons?|wars?|pandemic|census|outbreak)\b",
    re.IGNORECASE,
)
_CAME_OUT = re.compile(
    r"\b(?:published|released|posted|submitted|listed|uploaded|written|appear(?:ed)?|c[oa]me\s+out"
    r"|put\s+out|dated|new|out|write|wrote|publish|release)\s*$",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?:^|\s)[\"'“(]?(?=\S*[A-Z])[\w.+&'’-]+[\s,-]*$")
_ASKS_SOMETHING = re.compile(
    r"(?i)\b(?:how|why|what|which|who|when|where|do|does|did|is|are|was|were|can|could|has|have|may|might|will|would|should)\b"
)
_NEWS = re.compile(
    r"(?i)(?:what(?:['’]s|\s+is|\s+was)?|anything|something)\s+(?:new|added|published|out)?"
)

ALIVE = 7  # days since the newest paper, up to which a collection counts as kept up


def find_today(newest: date | None, today: date) -> date:
    """What "this week" counts back from: today, or the newest paper where that is long ago.

    A collection that is kept up has its last week now; one that ended in 2025 has it there. No
    paper's date moves it into the future.
    """
    return newest if newest and newest < today - timedelta(ALIVE) else today


def is_sound(phrase: DatePhrase) -> bool:
    """Whether it begins before it ends."""
    try:
        return bool(PaperFilter.make(phrase.since, phrase.until))
    except BadFilter:  # "from 2023 to 2020"
        return False


def is_bound(text: str, phrase: DatePhrase, known: list[tuple[int, int]]) -> bool:
    """Whether a time is said of papers or of publishing, and of nothing else."""
    before, after = text[: phrase.start], text[phrase.end :]
    ends_in_known = any(start < len(before.rstrip()) <= end for start, end in known)
    capital = _CAPITAL.search(before)
    named = bool(capital and capital.start() > 0 and not ends_in_known)
    if re.match(rf"(?:['’]s)?\s+(?:(?:newest|latest|best|top|most\s+\w+)\s+)?{PAPER}\b", after):
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
    if text[phrase.end :].strip(" ?.!") or _ASKS_SOMETHING.search(text):
        return False
    published = re.search(r"(?i)\b(?:published|appear(?:ed|ing)?)\s*$", text[: phrase.start])
    return phrase.relative or bool(published)


def _follows_papers(before: str, after: str) -> bool:
    papers = list(
        re.finditer(rf"(?i)\b(?:{PAPER}\b|anything\s+on\b|(?:works?|research|studies)\s*$)", before)
    )
    if papers:
        return not _OTHERS.search(_drop_relative(before[papers[-1].end() :]))
    if not before.strip(" ,"):  # "In 2024, which papers …"
        return bool(re.match(rf"[,\s]*(?:\w+\s+){{0,4}}?{PAPER}\b", after, re.IGNORECASE))
    # "What came out last month?", "anything new since March?"
    return bool(_CAME_OUT.search(before) and re.match(_NEWS, before)) or bool(
        re.fullmatch(rf"{_NEWS.pattern}\s*", before)
    )


def _drop_relative(text: str) -> str:
    """ "papers that were published in": this "that" is harmless."""
    return re.sub(
        r"^\s+(?:that|which)\s+(?=(?:(?:was|were|are|is|have\s+been|has\s+been|did|came|come|appeared)\b))",
        " ", text, flags=re.IGNORECASE,
    )  # fmt: skip
