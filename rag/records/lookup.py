"""Answers from the catalog: each sentence in our own words, resting on one paper's record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from index.papers.chunks import split_chunks
from index.papers.filters import Order, date_of
from index.papers.paper import Paper
from index.store.reader import IndexReader
from rag.answer.draft import Draft
from rag.answer.parts import Passage
from rag.answer.statements import (
    HAS,
    CountStatement,
    FactStatement,
    ItemStatement,
    NextStatement,
    PlaceStatement,
    Statement,
    describe,
    value_of,
)
from rag.query.request import Request
from rag.records.named_paper import find_paper, find_topical

RECORDS = "records"  # how an answer names this composer
LISTED = 10  # papers of a list
EXAMPLES = 6  # papers named after a count
NEWEST = Order("date")


@dataclass(frozen=True, slots=True)
class Records:
    """What the catalog says: statements in order, or, where there are none, the reason.

    `passages` are what the topic found besides, or what is nearest.
    """

    statements: tuple[Statement, ...] = ()
    reason: str = ""
    passages: tuple[Passage, ...] = ()

    @property
    def drafts(self) -> list[Draft]:
        """The sentences that tell them."""
        return [Draft.of(statement) for statement in self.statements]

    @property
    def papers(self) -> list[Paper]:
        """The papers in order, each once."""
        told = {statement.paper.id: statement.paper for statement in self.statements}
        return list(told.values())


def find_records(
    request: Request, passages: Sequence[Passage], index: IndexReader
) -> Records | None:
    """Answer a request from records; None where it was about content after all.

    `passages` are what its topic finds within its filter, best first; none without a topic.
    """
    if request.unknown:
        return Records(reason=f"no indexed paper is by {request.unknown}")
    if request.filter and not index.count(request.filter):  # of whatever is asked
        return Records(reason=f"the index holds no paper {describe(request.filter)}")
    if not request.catalogs:
        return None
    if request.order:
        return _find_ordered(request, request.order, passages, index)
    if request.topic and request.intent not in ("papers", "number"):
        return _find_facts(request, passages, index)
    if request.intent == "number":
        return _find_list(request, EXAMPLES if request.filter else 1, index)
    return _find_list(request, request.limit or LISTED, index)


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


def _find_facts(
    request: Request, passages: Sequence[Passage], index: IndexReader
) -> Records | None:
    """The facts that are asked of a paper that the question names."""
    paper = find_paper(request, passages, index)
    if paper is None:
        missing = f"no indexed paper fits “{request.topic}” well enough"
        return Records(reason=missing) if request.sure else None
    told = {kind: FactStatement(paper, kind) for kind in (request.intent, *request.also)}  # type: ignore[arg-type]
    if missing := " and ".join(kind for kind, statement in told.items() if not statement.text):
        return Records(reason=f"the index does not hold the {missing} of {paper.title}")
    return Records(tuple({statement.text: statement for statement in told.values()}.values()))


def _find_ordered(
    request: Request, order: Order, passages: Sequence[Passage], index: IndexReader
) -> Records:
    """The first papers by an order, with those that share the last place."""
    among = find_topical(request.topic, passages, order, index) if request.topic else []
    most = request.limit or LISTED
    last = request.nth - 1 + max(most, LISTED)
    found = among if request.topic else index.select(request.filter, order, last)
    known = len(among) or index.count(request.filter, order)
    if not found:
        none = f"no indexed paper {describe(request.filter)}".strip()
        return Records(reason=f"{none} has {HAS[order.key]}")
    wanted = found[request.nth - 1 :]
    if not wanted:
        return Records(reason=f"only {known} papers have {HAS[order.key]}")
    shown, ties = wanted[:most], 1
    if most == 1:
        shown, ties = _find_equals(wanted, request, order, among, index)
    every = len(among) or index.count(request.filter)
    first = PlaceStatement(
        shown[0], order, request.nth, known, every, request.filter, tuple(among), ties
    )
    rest = [
        NextStatement(
            paper, order, request.nth + (n if ties == 1 else 0), request.filter, tuple(among), ties
        )
        for n, paper in enumerate(shown[1:], 1)
    ]
    return Records((first, *rest, *_find_more(shown, request, order)))


def _find_equals(
    wanted: list[Paper], request: Request, order: Order, among: list[Paper], index: IndexReader
) -> tuple[list[Paper], int]:
    """The first LISTED papers that share the place of the first, and how many do in all."""
    value = value_of(wanted[0], order.key)
    equals = list(takewhile(lambda p: value_of(p, order.key) == value, wanted))
    if among:
        return equals[:LISTED], len(equals)
    before, same = index.rank(wanted[0].id, request.filter, order)
    return equals[:LISTED], before + same - (request.nth - 1)


def _find_more(papers: list[Paper], request: Request, order: Order) -> Iterator[Statement]:
    """The fact that was asked besides the one that they are ordered by."""
    said = {"date": "date", "author count": "authors"}.get(request.intent, request.intent)
    if said == order.key or request.intent in ("papers", "number", "content"):
        return
    for paper in papers:
        statement = FactStatement(paper, request.intent)  # type: ignore[arg-type]
        if statement.text:
            yield statement


def _find_list(request: Request, most: int, index: IndexReader) -> Records:
    """How many papers match, and the newest of them."""
    filter = request.filter
    papers = index.select(filter, NEWEST, most)
    if len(papers) < most:  # those without a date come last
        papers += [p for p in index.select(filter) if date_of(p) is None][: most - len(papers)]
    if not papers:
        return Records(reason="the index is empty")
    exact = index.count_exact(filter) if filter.organization else 0
    first = CountStatement(papers[0], filter, index.count(filter), exact)
    return Records((first, *(ItemStatement(paper, filter) for paper in papers[1:])))
