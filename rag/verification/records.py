"""What an answer says of records, value by value against the catalog.

The catalog is asked anew: what the record of a paper holds, how many papers come before one and
how many are where it is, how many there are. Only the newest paper of a count is looked up as the
answer looked it up.
"""

from collections.abc import Sequence

from index.papers.filters import Order, PaperFilter, date_of
from index.papers.paper import Paper
from index.store.reader import IndexReader
from rag.answer.draft import Draft
from rag.answer.statements import (
    CountStatement,
    ItemStatement,
    NextStatement,
    PlaceStatement,
    sort_papers,
    value_of,
)
from rag.verification.checker import Check

NEWEST = Order("date")
_FIELDS = (
    "title", "published", "listed", "authors", "author_count", "organization", "upvotes",
    "comments",
)  # fmt: skip


class RecordReviewer:
    """Judges sentences that rest on records.

    Args:
        index: whose catalog is asked.

    """

    def __init__(self, index: IndexReader) -> None:
        self._index = index

    def check(self, draft: Draft) -> Check:
        """Whether the catalog has every value of a draft, and its text says just these."""
        complaint = self._find_fault(draft)
        if complaint:
            return Check("unsupported", complaint)
        return Check("supported", "the index's own record")

    def _find_fault(self, draft: Draft) -> str:
        statement = draft.statement
        if statement is None:
            return "nothing was looked up for it"
        if draft.text != statement.text:
            return f"says other than what was looked up: {statement.text or 'nothing'}"
        if complaint := self._compare_paper(statement.paper):
            return complaint
        if isinstance(statement, PlaceStatement | NextStatement):
            return self._check_place(statement)
        if isinstance(statement, CountStatement):
            return self._check_count(statement)
        if isinstance(statement, ItemStatement):
            return self._check_match(statement.paper, statement.filter)
        return ""

    def _compare_paper(self, paper: Paper) -> str:
        """The first value that the catalog has otherwise."""
        known = self._read([paper])
        if not known:
            return f"the catalog has no paper {paper.id}"
        for field in _FIELDS:
            mine, theirs = getattr(paper, field), getattr(known[0], field)
            if mine != theirs:
                return f"says {field} {mine}, the catalog has {theirs}"
        return ""

    def _check_place(self, statement: PlaceStatement | NextStatement) -> str:
        order, nth = statement.order, statement.nth
        before, same = self._rank(statement)
        if not before < nth <= before + same:
            at = [value_of(paper, order.key) for paper in self._order(statement)[nth - 1 : nth]]
            return f"says place {nth} by {order}, where the catalog has {at[0] if at else 'none'}"
        if not isinstance(statement, PlaceStatement):
            return ""
        ties = before + same - (nth - 1)
        if statement.ties not in (1, ties):
            return f"says that {statement.ties} papers share the place, the catalog has {ties}"
        return self._check_known(statement)

    def _rank(self, statement: PlaceStatement | NextStatement) -> tuple[int, int]:
        """How many papers come before one, and how many are where it is."""
        paper, order = statement.paper, statement.order
        if not statement.among:
            return self._index.rank(paper.id, statement.filter, order)
        ordered = self._order(statement)
        if paper.id not in {other.id for other in ordered}:
            return 0, 0
        values = [value_of(other, order.key) for other in ordered]
        mine = value_of(paper, order.key)
        return values.index(mine), values.count(mine)

    def _order(self, statement: PlaceStatement | NextStatement) -> list[Paper]:
        """The papers in order, as far as the place."""
        if statement.among:
            return sort_papers(self._read(statement.among), statement.order)
        return self._index.select(statement.filter, statement.order, statement.nth)

    def _check_known(self, statement: PlaceStatement) -> str:
        """How many papers it is a place among."""
        filter, order = statement.filter, statement.order
        if statement.among:
            known = every = len(self._order(statement))
        else:
            known, every = self._index.count(filter, order), self._index.count(filter)
        if (statement.known, statement.every) != (known, every):
            return (
                f"says {statement.known} of {statement.every} papers, the catalog has {known} of "
                f"{every}"
            )
        return ""

    def _check_count(self, statement: CountStatement) -> str:
        filter, paper = statement.filter, statement.paper
        count = self._index.count(filter)
        exact = self._index.count_exact(filter) if statement.exact else 0
        if (statement.count, statement.exact) != (count, exact):
            return f"says {statement.count} papers, the catalog has {count}"
        newest = [date_of(other) for other in self._index.select(filter, NEWEST, 1)]
        if newest not in ([], [date_of(paper)]):
            return f"says that the newest is of {date_of(paper)}, the catalog has {newest[0]}"
        return self._check_match(paper, filter)

    def _check_match(self, paper: Paper, filter: PaperFilter) -> str:
        matches = not filter or paper.id in self._index.match([paper.id], filter)
        return "" if matches else f"says that {paper.id} is {filter}, the catalog says it is not"

    def _read(self, papers: Sequence[Paper]) -> list[Paper]:
        """The records of papers as the catalog has them, in the same order."""
        known = self._index.read_papers(paper.id for paper in papers)
        return [known[paper.id] for paper in papers if paper.id in known]
