"""Answers from the catalog: each sentence in our own words, resting on one paper's record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.papers.chunks import Sentence, split_chunks
from index.papers.filters import Key, Order, PaperFilter, date_of
from index.papers.paper import Paper
from index.store.reader import IndexReader
from rag.answer.types import Passage
from rag.answer.wording import say_date, say_fact, say_names
from rag.generation.composer import Draft
from rag.query.request import Request
from rag.records.named_paper import find_paper, find_topical

RECORDS = "records"  # how an answer names this composer
LISTED = 10  # papers of a list
READ = 200  # papers in order, among which those that share the last place are looked for
EXAMPLES = 6  # papers named after a count
NEWEST = Order("date")

_MOST = {
    ("date", True): "newest", ("date", False): "oldest",
    ("upvotes", True): "most upvoted", ("upvotes", False): "least upvoted",
    ("comments", True): "most commented", ("comments", False): "least commented",
    ("authors", True): "longest author list", ("authors", False): "shortest author list",
}  # fmt: skip
_HAS = {"date": "a date", "upvotes": "a count of upvotes", "comments": "a count of comments",
        "authors": "a count of authors"}  # fmt: skip
_ORDINALS = (
    "",
    "second ",
    "third ",
    "fourth ",
    "fifth ",
    "sixth ",
    "seventh ",
    "eighth ",
    "ninth ",
    "tenth ",
)


@dataclass(frozen=True, slots=True)
class Records:
    """What the catalog says: sentences in order, or, where there are none, the reason."""

    drafts: tuple[Draft, ...] = ()
    reason: str = ""

    @property
    def papers(self) -> list[Paper]:
        """The cited papers in order, each once."""
        cited = [sentence.paper for draft in self.drafts for sentence in draft.cited]
        return list({paper.id: paper for paper in cited}.values())


def compose_records(
    request: Request, passages: Sequence[Passage], index: IndexReader
) -> Records | None:
    """Answer a request from records; None where it was about content after all.

    `passages` are what its topic finds within its filter, best first; none without a topic.
    """
    if request.unknown:
        return Records(reason=f"no indexed paper is by {request.unknown}")
    if request.filter and not index.count(request.filter):  # of whatever is asked
        return Records(reason=f"the index holds no paper {_describe(request.filter)}")
    if not request.catalogs:
        return None
    if request.order:
        return _compose_ordered(request, passages, index)
    if request.topic and request.asks not in ("papers", "number"):
        return _compose_facts(request, passages, index)
    if request.asks == "number":
        return _compose_list(request, EXAMPLES if request.filter else 1, index)
    return _compose_list(request, request.limit or LISTED, index)


def _compose_facts(
    request: Request, passages: Sequence[Passage], index: IndexReader
) -> Records | None:
    """The facts that are asked of a paper that the question names."""
    paper = find_paper(request, passages, index)
    if paper is None:
        missing = f"no indexed paper fits “{request.topic}” well enough"
        return Records(reason=missing) if request.sure else None
    asked = [replace(request, asks=asks) for asks in (request.asks, *request.also)]
    texts = [_say_fact(paper, each) for each in asked]
    if not all(texts):
        missing = " and ".join(e.asks for e, text in zip(asked, texts, strict=True) if not text)
        return Records(reason=f"the index does not hold the {missing} of {paper.title}")
    return Records(tuple(_draft(text, paper) for text in dict.fromkeys(texts)))


def _say_fact(paper: Paper, request: Request) -> str:
    """One sentence with the asked fact; empty where the record lacks it."""
    title = paper.title
    if request.asks == "date":
        return _say_dates(paper)
    if request.asks in ("authors", "organization"):
        return _say_people(paper, request.asks == "organization")
    counted: Key = {"upvotes": "upvotes", "comments": "comments"}.get(request.asks, "authors")  # type: ignore[assignment]
    fact = say_fact(paper, counted)
    return f"{title} has {fact}." if fact else ""


def _say_dates(paper: Paper) -> str:
    dates = [
        f"{word} {'on' if day.day else 'in'} {say_date(day)}"
        for word, day in (("published", paper.published), ("listed", paper.listed))
        if day
    ]
    return f"{paper.title} was {' and '.join(dates)}." if dates else ""


def _say_people(paper: Paper, organization: bool) -> str:
    """Who wrote it, or which organization did; where one is not known, the other."""
    names, group = say_names(paper), paper.organization
    if organization and group:
        return f"{paper.title} comes from {group}."
    if names:
        count = paper.author_count if len(paper.authors) > 2 else None
        return f"{paper.title} is by {names}{f' ({count} authors)' if count else ''}."
    if group:
        return f"{paper.title} comes from {group}."
    return (
        f"{paper.title} is by {say_fact(paper, 'authors')}."
        if not organization and paper.author_count
        else ""
    )


def _compose_ordered(request: Request, passages: Sequence[Passage], index: IndexReader) -> Records:
    """The first papers by an order, with those that share the last place."""
    order = request.order or NEWEST
    if request.topic:
        found = find_topical(request.topic, passages, order, index)
        known = len(found)
        kind = "papers found on this topic"
    else:
        found = index.select(request.filter, order, request.nth + READ)
        known = index.count(request.filter, order)
        every = index.count(request.filter)
        kind = "papers" if known == every else f"papers with {_HAS[order.key]}"
        kind += f" {_describe(request.filter)}" if request.filter else ""
    if not found:
        return Records(reason=f"{_none(request.filter)} has {_HAS[order.key]}")
    wanted = found[request.nth - 1 :]
    if not wanted:
        return Records(reason=f"only {known} papers have {_HAS[order.key]}")
    shown = wanted[: request.limit or LISTED]
    equals = list(
        takewhile(
            lambda p: say_fact(p, order.key) == say_fact(shown[-1], order.key), wanted[len(shown) :]
        )
    )
    ties = len(shown) + len(equals) if request.limit == 1 else 1
    shown += equals[: LISTED - len(shown)] if request.limit == 1 else []
    drafts = list(_say_ordered(shown, order, f"{known:,} {kind}", _ORDINALS[request.nth - 1], ties))
    drafts += _say_more(shown, request)
    return Records(tuple(drafts))


def _say_ordered(
    papers: list[Paper], order: Order, whole: str, nth: str, ties: int
) -> Iterator[Draft]:
    most = _MOST[order.key, order.descending]
    for n, paper in enumerate(papers):
        fact = say_fact(paper, order.key)
        place = f"the {nth}{most} of the {whole}"
        one, several = ("has", "have") if order.key == "authors" else ("is", "are")
        if n:
            text = f"{paper.title}{' follows' if ties == 1 else ''}: {fact}."
        elif ties > 1:
            text = f"{ties:,} papers {several} {place}, {paper.title} among them: {fact}."
        else:
            text = f"{paper.title} {one} {place}: {fact}."
        yield _draft(text, paper, f"It follows. {ties:,} papers {several} {place}.")


def _say_more(papers: list[Paper], request: Request) -> list[Draft]:
    """The fact that was asked besides the one that they are ordered by."""
    key = request.order.key if request.order else "date"
    said = {"date": "date", "author count": "authors"}.get(request.asks, request.asks) == key
    if said or request.asks in ("papers", "number", "content"):
        return []
    texts = [(paper, _say_fact(paper, request)) for paper in papers]
    return [_draft(text, paper) for paper, text in texts if text]


def _compose_list(request: Request, most: int, index: IndexReader) -> Records:
    """How many papers match, and the newest of them."""
    filter = request.filter
    count = index.count(filter)
    papers = index.select(filter, NEWEST, most)
    if len(papers) < most:  # those without a date come last
        papers += [p for p in index.select(filter) if date_of(p) is None][: most - len(papers)]
    if not papers:
        return Records(reason="the index is empty")
    what = f"{count:,} paper{'s' if count != 1 else ''}"
    what += f" {_describe(filter)}" if filter else ""
    exact = index.count_exact(filter) if filter.organization else 0
    what += f" ({exact:,} of them under just that name)" if 0 < exact < count else ""
    return Records(tuple(_say_list(papers, what, count)))


def _say_list(papers: list[Paper], what: str, count: int) -> Iterator[Draft]:
    for n, paper in enumerate(papers):
        day = date_of(paper)
        when = say_date(day) if day else "date unknown"
        if n:
            yield _draft(f"{paper.title}: {when}.", paper, "date unknown")
            continue
        newest = ": " if count == 1 else "; the newest is " if day else ", such as "
        text = f"The index holds {what}{newest}{paper.title}, {when}."
        yield _draft(
            text, paper, f"The index holds {what}; this is the newest. date unknown, such as"
        )


def _none(filter: PaperFilter) -> str:
    return f"no indexed paper {_describe(filter)}".strip()


def _describe(filter: PaperFilter) -> str:
    """ "by NVIDIA, since March 2025": as the filter's own words, dates in full."""
    return filter.say(say_date)


def is_record(sentence: Sentence) -> bool:
    """Whether it stands for the paper's record, not for words of its abstract."""
    return sentence.start == sentence.end == 0


def to_passages(papers: Sequence[Paper], passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The papers that were chosen, then what else was found; ranked anew."""
    found = {passage.paper.id: passage for passage in reversed(passages)}
    chosen = [
        found.get(paper.id) or Passage(split_chunks(paper)[0], 1, 0.0, None, None)
        for paper in papers
    ]
    ids = {paper.id for paper in papers}
    every = [*chosen, *(passage for passage in passages if passage.paper.id not in ids)]
    return tuple(replace(passage, rank=rank) for rank, passage in enumerate(every, 1))


def _draft(text: str, paper: Paper, *grounds: str) -> Draft:
    return Draft(text, (Sentence(paper, 0, 0),), grounds)
