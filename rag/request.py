"""What a question asks of the collection, read from its words, with no model.

When in doubt a question is about content, and nothing is filtered: a filter that was not meant
hides the answer, one that was missed only lets other papers in.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.filters import BadFilter, Order, PaperFilter
from index.store import IndexReader
from index.terms import extract_terms
from rag.asks import Ask, Asks, asks_for_papers, find_ask, speaks_of_collection
from rag.authorship import PAPER, Whose, find_whose
from rag.dates import DatePhrase, find_dates
from rag.orders import Ordering, find_order
from rag.question import BadQuestion, Question

NOTHING = PaperFilter()

# Terms that say nothing about a subject once dates, names and orders are taken out.
_CATALOG_TERMS = frozenset(
    extract_terms(
        "articles publications preprints manuscripts works list lists collection corpus index "
        "indexed library page catalog catalogue database set whole entire author authors coauthors "
        "published publish written wrote write released release find found get give see look "
        "looking want need know date dates dated year month day number count total many name names "
        "title titles come came out appear appeared posted post submitted hold holds store contain "
        "include available exist anything everything something new recent recently late lately "
        "work worked make made display need like interested every first"
    )
)
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
_PAPERS = re.compile(rf"\b{PAPER}\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?:^|\s)[\"'“(]?(?=\S*[A-Z])[\w.+&'’-]+[\s,-]*$")
_NEWS = re.compile(
    r"(?i)(?:what(?:['’]s|\s+is|\s+was)?|anything|something)\s+(?:new|added|published|out)?"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a question asks for.

    Args:
        filter: which papers; falsy for all.
        order: by what they are sorted, where the question says.
        limit: how many are asked for, where it says.
        asks: the fact that is asked; "content" is what abstracts say, and goes the usual way.
        topic: what is left of the question when filter and order are taken out; it is retrieved
            within the filter. Empty for a question of the catalog alone.
        sure: that the question says it is about papers; if not, and no title fits, it is content.
        unknown: whose papers are asked for, where the index knows no such name.
        nth: from which place of the order on: 2 for "the second oldest".
        nth: from which place of the order on: 2 for "the second oldest".

    """

    filter: PaperFilter
    order: Order | None
    limit: int | None
    asks: Asks
    topic: str
    sure: bool = True
    unknown: str = ""
    nth: int = 1

    @property
    def catalogs(self) -> bool:
        """Whether records answer, not abstracts."""
        return self.asks != "content"


def make_filter(
    since: object = None, until: object = None, organization: object = None, author: object = None
) -> PaperFilter:
    """What a caller asks for; see `PaperFilter.make`. Raises BadQuestion."""
    try:
        return PaperFilter.make(since, until, organization, author)
    except BadFilter as error:
        raise BadQuestion(str(error)) from error


def read_request(question: Question, index: IndexReader, given: PaperFilter = NOTHING) -> Request:
    """Read a question; what was `given` beats what it says."""
    text = question.text
    whose, ordering = find_whose(text, index), find_order(text)
    dates = _find_bound_date(text, index, whose, ordering)
    spans = [(part.start, part.end) for part in (whose, dates) if part]
    filter = given.over(_to_filter(whose, dates))
    filtered_text = _cut(text, spans)
    rest = _cut(text, [*spans, *(ordering.spans if ordering else ())])
    unknown = whose.name if whose and whose.kind == "unknown" and not given else ""
    ask = find_ask(rest)
    if ask and _is_catalogs(ask, filter, ordering):
        subject = "" if not _topic_terms(ask.subject) else ask.subject
        return _request(filter, ordering, ask.asks, subject, ask.sure, unknown)
    about = bool(_topic_terms(rest))
    if ordering and not (about and _is_claim(rest)):
        return _request(filter, ordering, "papers", rest if about else "", True, unknown)
    listing = asks_for_papers(rest) and speaks_of_collection(rest)
    if not about and (filter or unknown or listing):
        return _request(filter, ordering, "papers", "", True, unknown)
    return Request(filter, None, None, "content", filtered_text or text)


def _request(
    filter: PaperFilter, ordering: Ordering | None, asks: Asks, topic: str, sure: bool, unknown: str
) -> Request:
    order, limit = (ordering.order, ordering.limit) if ordering else (None, None)
    return Request(filter, order, limit, asks, topic, sure, unknown)


def _is_catalogs(ask: Ask, filter: PaperFilter, ordering: Ordering | None) -> bool:
    """Whether the records can tell: a count of papers by facts, or a fact of a paper."""
    about = bool(_topic_terms(ask.subject))
    if ask.asks == "number":
        return not about and bool(filter or ordering or ask.sure or not ask.subject.strip())
    return about or bool(filter or ordering)


_CLAIMS = re.compile(
    r"^(?:what|how|why|does|do|did|is|are|can|which)\b.*\b(?:say|says|propose|proposes?|show|shows"
    r"|find|finds|claim|claims|report|reports|argue|argues|conclude|concludes|work|works|do|does)\b",
    re.IGNORECASE,
)


def _is_claim(text: str) -> bool:
    """ "What does the newest paper on merging say?" wants content, whatever the order."""
    return bool(_CLAIMS.search(text)) and not asks_for_papers(text)


def _topic_terms(text: str) -> list[str]:
    return [term for term in extract_terms(text) if term not in _CATALOG_TERMS]


def _to_filter(whose: Whose | None, dates: DatePhrase | None) -> PaperFilter:
    name = {whose.kind: whose.name} if whose and whose.kind != "unknown" else {}
    ends = (dates.since, dates.until) if dates else (None, None)
    return PaperFilter.make(*ends, **name)


def _find_bound_date(
    text: str, index: IndexReader, whose: Whose | None, ordering: Ordering | None
) -> DatePhrase | None:
    """The first time that is said of papers or of publishing, and of nothing else."""
    if not re.search(r"\d{4}|\b[a-z]", text, re.IGNORECASE):
        return None
    known = [(whose.start, whose.end)] if whose else []
    known += ordering.spans if ordering else ()
    for phrase in find_dates(text, index.newest_day()):
        valid = not (phrase.since and phrase.until) or _in_order(phrase)
        if valid and _is_bound(text, phrase, known):
            return phrase
    return None


def _in_order(phrase: DatePhrase) -> bool:
    try:
        PaperFilter.make(phrase.since, phrase.until)
    except BadFilter:
        return False
    return True


def _is_bound(text: str, phrase: DatePhrase, known: list[tuple[int, int]]) -> bool:
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
    return _follows_papers(_cut(before, [s for s in known if s[1] <= len(before)]), after)


def _follows_papers(before: str, after: str) -> bool:
    papers = list(_PAPERS.finditer(before))
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


def _cut(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text without these parts, tidied where they were."""
    kept = "".join(_outside(text, sorted(spans)))
    kept = re.sub(r"\s+", " ", kept)
    kept = re.sub(r"\s+([,;:?.!])", r"\1", kept)
    return re.sub(r"^[\s,;:.]+|[\s,;:]+$", "", kept)


def _outside(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    last = 0
    for start, end in spans:
        yield text[last : max(start, last)] + " "
        last = max(end, last)
    yield text[last:]
