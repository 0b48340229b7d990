"""What a question asks of the collection, read from its words, with no model.

When in doubt a question is about content, and nothing is filtered: a filter that was not meant
hides the answer, one that was missed only lets other papers in.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from index.papers.filters import ALL, BadFilter, CountRange, Order, PaperFilter
from index.store.reader import IndexReader
from rag.query.filters.authors import Whose, find_whose
from rag.query.filters.counts import find_counts
from rag.query.filters.date_scope import find_today, is_bound, is_sound
from rag.query.filters.dates import DatePhrase, find_dates
from rag.query.filters.lookup import (
    Ask,
    Asks,
    asks_for_claims,
    asks_for_papers,
    find_ask,
    speaks_of_collection,
)
from rag.query.filters.news import NewsAsk, find_news_ask
from rag.query.filters.sorting import Ordering, find_order
from rag.query.filters.spans import cut, mask
from rag.query.question import BadQuestion, Question
from rag.query.topic import CLAIM_TERMS, list_topic_terms

NEWS_ORDER = Order("upvotes")
LONGEST = 300  # characters: nobody asks the catalog at more length, and patterns cost their square

# Right before a date: it is the day on which a paper was listed, not published.
_LISTED = re.compile(r"\b(?:listed|featured|daily\s+(?:papers?|page|list))\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """What a question asks for.

    Args:
        filter: which papers; falsy for all.
        order: by what they are sorted, where the question says.
        limit: how many are asked for, where it says.
        asks: the fact that is asked; "content" is what abstracts say, and goes the usual way, and
            "news" what is new on the topic in the time of the filter.
        topic: what is left of the question when filter and order are taken out; it is retrieved
            within the filter. Empty for a question of the catalog alone.
        sure: that the question says it is about papers; if not, and no title fits, it is content.
        unknown: whose papers are asked for, where the index knows no such name.
        nth: from which place of the order on: 2 for "the second oldest".
        also: the facts that are asked of the same paper besides.

    """

    filter: PaperFilter
    order: Order | None
    limit: int | None
    asks: Asks
    topic: str
    sure: bool = True
    unknown: str = ""
    nth: int = 1
    also: tuple[Asks, ...] = ()

    @property
    def catalogs(self) -> bool:
        """Whether records answer, not abstracts."""
        return self.asks not in ("content", "news")


def make_filter(
    since: object = None, until: object = None, organization: object = None, author: object = None
) -> PaperFilter:
    """What a caller asks for; see `PaperFilter.make`. Raises BadQuestion."""
    try:
        return PaperFilter.make(since, until, organization, author)
    except BadFilter as error:
        raise BadQuestion(str(error)) from error


def read_request(
    question: Question,
    index: IndexReader,
    given: PaperFilter = ALL,
    asked: date | None = None,
) -> Request:
    """Read a question; what was `given` beats what it says.

    `asked` is when the one before was asked. Raises BadQuestion where the question counts from
    then, and nobody knows when that was.
    """
    text = question.text[: question.own]
    if len(text) > LONGEST:
        return Request(given, None, None, "content", text)
    today = _today(index)
    phrases = _find_phrases(text, index, today)
    news = find_news_ask(text, phrases.times, phrases.others, today or date.today(), asked)
    if news:
        return _to_news(news, phrases, given)
    whose, ordering, hidden = phrases.whose, phrases.ordering, phrases.hidden
    said = _to_filter(whose, phrases.dates, phrases.counts)
    before = text[: phrases.dates.start] if phrases.dates else ""
    filter = given.over(replace(said, listed=bool(_LISTED.search(before))))
    unknown = whose.name if whose and whose.kind == "unknown" and not given else ""
    rest = cut(text, [*hidden, *(ordering.spans if ordering else ())])
    return _route(
        Request(filter, None, None, "content", cut(text, hidden) or text),
        Wanted(rest, ordering, unknown, question.paper or question.context),
    )


def _today(index: IndexReader) -> date | None:
    """What relative dates count from; None where no paper has a date: then they mean nothing."""
    today = date.today()
    newest = index.newest_day(today)
    return newest and find_today(newest, today)


def _to_news(news: NewsAsk, phrases: "Phrases", given: PaperFilter) -> Request:
    if news.since is None and news.until is None and not given.since:
        raise BadQuestion(
            "when you asked last is not known here; say since when, such as “since Monday”"
        )
    said = replace(_to_filter(phrases.whose, None, phrases.counts), since=news.since)
    filter = replace(given.over(replace(said, until=news.until)), listed=True)
    return Request(filter, NEWS_ORDER, None, "news", news.topic)


def reword_without(text: str, index: IndexReader, *, order: bool = False) -> str:
    """A question without the words that say which papers, on wish without those that sort them."""
    if len(text) > LONGEST:
        return text
    phrases = _find_phrases(text, index, _today(index))
    spans = list(phrases.ordering.spans) if order and phrases.ordering else []
    if find_news_ask(text, phrases.times, phrases.others, date.today(), date.today()):
        spans += [(time.start, time.end) for time in phrases.times]
    return cut(text, [*phrases.hidden, *spans])


@dataclass(frozen=True, slots=True)
class Phrases:
    """Where a question speaks of papers' facts.

    `hidden` are the spans of what filters, `others` those of them that are no time; `times` are
    all times that it speaks of, `dates` the one that says when papers are from.
    """

    counts: list[CountRange]
    whose: Whose | None
    dates: DatePhrase | None
    ordering: Ordering | None
    hidden: list[tuple[int, int]]
    others: list[tuple[int, int]]
    times: list[DatePhrase]


def _find_phrases(text: str, index: IndexReader, today: date | None) -> Phrases:
    counts = list(find_counts(text))
    hidden = [(start, end) for _, start, end in counts]
    whose = find_whose(mask(text, hidden), index)
    hidden += [(whose.start, whose.end)] if whose else []
    times = [phrase for phrase in find_dates(text, today) if is_sound(phrase)]
    ordering = find_order(mask(text, [*hidden, *((t.start, t.end) for t in times)]))
    known = [*hidden, *(ordering.spans if ordering else ())]
    dates = next((phrase for phrase in times if is_bound(text, phrase, known)), None)
    spoken = [(dates.start, dates.end)] if dates else []
    kept = [count for count, _, _ in counts]
    return Phrases(kept, whose, dates, ordering, [*hidden, *spoken], hidden, times)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is left of a question without its filters and order, and what else was read of it."""

    rest: str
    ordering: Ordering | None
    unknown: str
    context: str = ""


def _route(content: Request, wanted: Wanted) -> Request:
    """To the catalog, or to the abstracts as it came."""
    rest, ordering = wanted.rest, wanted.ordering
    ask = find_ask(rest)
    if ordering and not ask:  # "… and who is it from?"
        ask = find_ask(re.sub(r"^(?:and\s+)?", "it, ", rest))
    leans = bool(wanted.context)
    if ask and (leans or _is_catalogs(ask, content.filter, ordering)):
        subject = ask.subject if list_topic_terms(ask.subject) else wanted.context
        found = _to_catalog(content, wanted, ask.asks, subject, sure=ask.sure)
        return replace(found, also=ask.also)
    about = bool(set(list_topic_terms(rest)) - (CLAIM_TERMS if ordering else set()))
    if ordering and not (about and asks_for_claims(rest)):
        return _to_catalog(content, wanted, "papers", rest if about else "")
    listing = asks_for_papers(rest) and speaks_of_collection(rest)
    if not about and (content.filter or wanted.unknown or listing):
        return _to_catalog(content, wanted, "papers", "")
    return content


def _to_catalog(
    content: Request, wanted: Wanted, asks: Asks, topic: str, *, sure: bool = True
) -> Request:
    ordering = wanted.ordering
    order, limit, nth = (
        (ordering.order, ordering.limit, ordering.nth) if ordering else (None, None, 1)
    )
    return Request(content.filter, order, limit, asks, topic, sure, wanted.unknown, nth)


def _is_catalogs(ask: Ask, filter: PaperFilter, ordering: Ordering | None) -> bool:
    """Whether the records can tell: a count of papers by facts, or a fact of a paper."""
    about = bool(list_topic_terms(ask.subject))
    if ask.asks == "number":
        return not about
    return about or bool(filter or ordering)


def _to_filter(
    whose: Whose | None, dates: DatePhrase | None, counts: list[CountRange]
) -> PaperFilter:
    name = {whose.kind: whose.name} if whose and whose.kind != "unknown" else {}
    ends = (dates.since, dates.until) if dates else (None, None)
    return replace(PaperFilter.make(*ends, **name), counts=tuple(counts))
