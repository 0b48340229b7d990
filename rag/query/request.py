"""What a question asks of the collection, read from its words, with no model.

When in doubt a question is about content, and nothing is filtered: a filter that was not meant
hides the answer, one that was missed only lets other papers in.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.errors import BadFilter
from index.papers.filters import ALL, Order, PaperFilter
from index.store.reader import IndexReader
from rag.query.filters.authors import Whose, find_whose
from rag.query.filters.counts import CountPhrase, find_counts
from rag.query.filters.dates import DatePhrase, find_dates, find_today
from rag.query.filters.grammar import ignore_case
from rag.query.filters.lookup import (
    Intent,
    Lookup,
    asks_for_claims,
    asks_for_papers,
    find_lookup,
    speaks_of_collection,
)
from rag.query.filters.news import NewsRequest, find_news_request
from rag.query.filters.paper_dates import find_paper_dates, is_sound
from rag.query.filters.sorting import Ordering, find_order
from rag.query.filters.spans import Span, cut, mask
from rag.query.question import BadQuestion, Question
from rag.query.topic import CLAIM_TERMS, list_topic_terms

NEWS_ORDER = Order("upvotes")
LONGEST = 300  # characters: nobody asks the catalog at more length, and patterns cost their square

# Right before a date: it is the day on which a paper was listed, not published.
_LISTED = ignore_case(r"\b(?:listed|featured|daily\s+(?:papers?|page|list))\s*$")
_AND = re.compile(r"^(?:and\s+)?")


@dataclass(frozen=True, slots=True)
class Request:
    """What a question asks for.

    Args:
        filter: which papers; falsy for all.
        topic: what is left of the question when filter and order are taken out; it is retrieved
            within the filter. Empty for a question of the catalog alone.
        intent: the fact that is wanted; "content" is what abstracts say, and goes the usual way,
            and "news" what is new on the topic in the time of the filter.
        also: the facts that are wanted of the same paper besides.
        order: by what they are sorted, where the question says.
        limit: how many are asked for, where it says.
        nth: from which place of the order on: 2 for "the second oldest".
        sure: that the question says it is about papers; if not, and no title fits, it is content.
        unknown: whose papers are asked for, where the index knows no such name.

    """

    filter: PaperFilter
    topic: str
    intent: Intent = "content"
    also: tuple[Intent, ...] = ()
    order: Order | None = None
    limit: int | None = None
    nth: int = 1
    sure: bool = True
    unknown: str = ""

    @property
    def catalogs(self) -> bool:
        """Whether records answer, not abstracts."""
        return self.intent not in ("content", "news")


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
    last_asked: date | None = None,
) -> Request:
    """Read a question; what was `given` beats what it says.

    `last_asked` is the day of the question before. Raises BadQuestion where this one counts from
    then, and nobody knows when that was.
    """
    text = question.text[: question.own]
    if len(text) > LONGEST:
        return Request(given, text)
    today = _find_today(index)
    phrases = _find_phrases(text, index, today)
    news = find_news_request(text, phrases.times, phrases.others, today or date.today(), last_asked)
    if news:
        return _to_news(news, phrases, given)
    dates = phrases.dates
    listed = bool(dates and _LISTED.search(text[: dates.span[0]]))
    filter = given.over(replace(_to_filter(phrases, dates), listed=listed))
    content = Request(filter, cut(text, phrases.hidden) or text)
    rest = cut(text, [*phrases.hidden, *phrases.sorting])
    catalog = _to_catalog(filter, phrases, said=bool(given))
    return _route(content, catalog, rest, question.paper or question.context)


def reword_without(text: str, index: IndexReader, *, order: bool = False) -> str:
    """A question without the words that say which papers, on wish without those that sort them."""
    if len(text) > LONGEST:
        return text
    phrases = _find_phrases(text, index, _find_today(index))
    spans = [*phrases.hidden, *(phrases.sorting if order else ())]
    if find_news_request(text, phrases.times, phrases.others, date.today(), date.today()):
        spans += [time.span for time in phrases.times]
    return cut(text, spans)


def _find_today(index: IndexReader) -> date | None:
    """What relative dates count from; None where no paper has a date: then they mean nothing."""
    today = date.today()
    newest = index.newest_day(today)
    return newest and find_today(newest, today)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Where a question speaks of papers' facts.

    `times` are all that it speaks of, `dates` the one that says when papers are from; `others` is
    where it says what filters, and is no time.
    """

    counts: Sequence[CountPhrase]
    whose: Whose | None
    others: Sequence[Span]
    times: Sequence[DatePhrase]
    dates: DatePhrase | None
    ordering: Ordering | None

    @property
    def hidden(self) -> list[Span]:
        """Where it says what filters."""
        return [*self.others, *([self.dates.span] if self.dates else [])]

    @property
    def sorting(self) -> Sequence[Span]:
        """Where it says what sorts."""
        return self.ordering.spans if self.ordering else ()


def _find_phrases(text: str, index: IndexReader, today: date | None) -> Phrases:
    counts = list(find_counts(text))
    others = [count.span for count in counts]
    whose = find_whose(mask(text, others), index)
    others += [whose.span] if whose else []
    times = [time for time in find_dates(text, today) if is_sound(time)]
    ordering = find_order(mask(text, [*others, *(time.span for time in times)]))
    known = [*others, *(ordering.spans if ordering else ())]
    dates = find_paper_dates(text, times, known)
    return Phrases(counts, whose, others, times, dates, ordering)


def _to_filter(phrases: Phrases, ends: DatePhrase | NewsRequest | None) -> PaperFilter:
    whose = phrases.whose
    name = {whose.kind: whose.name} if whose and whose.kind != "unknown" else {}
    filter = PaperFilter.make(ends and ends.since, ends and ends.until, **name)
    return replace(filter, counts=tuple(count.range for count in phrases.counts))


def _to_news(news: NewsRequest, phrases: Phrases, given: PaperFilter) -> Request:
    if news.since is None and news.until is None and not given.since:
        raise BadQuestion(
            "when you asked last is not known here; say since when, such as “since Monday”"
        )
    filter = replace(given.over(_to_filter(phrases, news)), listed=True)
    return Request(filter, news.topic, "news", order=NEWS_ORDER)


def _to_catalog(filter: PaperFilter, phrases: Phrases, *, said: bool) -> Request:
    """The request if the catalog answers; where a caller `said` which papers, none is unknown."""
    whose, ordering = phrases.whose, phrases.ordering
    unknown = whose.name if whose and whose.kind == "unknown" and not said else ""
    catalog = Request(filter, "", "papers", unknown=unknown)
    if not ordering:
        return catalog
    return replace(catalog, order=ordering.order, limit=ordering.limit, nth=ordering.nth)


def _route(content: Request, catalog: Request, rest: str, context: str) -> Request:
    """To the catalog, or to the abstracts as it came.

    `rest` is what is left without filters and order, `context` what earlier turns were about.
    """
    lookup = find_lookup(rest)
    if catalog.order and not lookup:  # "… and who is it from?"
        lookup = find_lookup(_AND.sub("it, ", rest))
    if lookup and (context or _is_catalogs(lookup, catalog)):
        topic = lookup.subject if list_topic_terms(lookup.subject) else context
        read = replace(catalog, intent=lookup.intent, topic=topic)
        return replace(read, also=lookup.also, sure=lookup.sure)
    about = bool(set(list_topic_terms(rest)) - (CLAIM_TERMS if catalog.order else set()))
    if catalog.order and not (about and asks_for_claims(rest)):
        return replace(catalog, topic=rest if about else "")
    listing = asks_for_papers(rest) and speaks_of_collection(rest)
    if not about and (catalog.filter or catalog.unknown or listing):
        return catalog
    return content


def _is_catalogs(lookup: Lookup, catalog: Request) -> bool:
    """Whether the records can tell: a count of papers by facts, or a fact of a paper."""
    about = bool(list_topic_terms(lookup.subject))
    if lookup.intent == "number":
        return not about
    return about or bool(catalog.filter or catalog.order)
