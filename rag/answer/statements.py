"""What records say, as values and as the sentence that tells them.

A statement is made of what was looked up; whether the catalog bears it out is checked by
rag.verification.records. Its text is made here and nowhere else, so that a sentence that says
anything but its values can be told from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from index.papers.filters import Key, Order, PaperFilter, date_of
from index.papers.paper import Paper
from rag.answer.wording import say_date, say_fact, say_names

FactKind = Literal["date", "authors", "author count", "organization", "upvotes", "comments"]

_SUPERLATIVES = {
    ("date", True): "newest", ("date", False): "oldest",
    ("upvotes", True): "most upvoted", ("upvotes", False): "least upvoted",
    ("comments", True): "most commented", ("comments", False): "least commented",
    ("authors", True): "longest author list", ("authors", False): "shortest author list",
}  # fmt: skip
HAS = {
    "date": "a date", "upvotes": "a count of upvotes", "comments": "a count of comments",
    "authors": "a count of authors",
}  # fmt: skip
_ORDINALS = ("", "second ", "third ", "fourth ", "fifth ", "sixth ", "seventh ", "eighth ",
             "ninth ", "tenth ")  # fmt: skip
_COUNTED: dict[FactKind, Key] = {
    "author count": "authors", "upvotes": "upvotes", "comments": "comments"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactStatement:
    """Facts of one paper: "MUSCLE has 9 upvotes." The text is empty where the record lacks them."""

    paper: Paper
    kind: FactKind

    @property
    def text(self) -> str:
        if self.kind == "date":
            return _say_dates(self.paper)
        if self.kind in _COUNTED:
            fact = say_fact(self.paper, _COUNTED[self.kind])
            return f"{self.paper.title} has {fact}." if fact else ""
        return _say_people(self.paper, self.kind)


@dataclass(frozen=True, slots=True)
class PlaceStatement:
    """A paper's place in an order: "MUSCLE is the newest of the 81 papers with a date: …".

    Args:
        paper: the paper.
        order: what they are ordered by.
        nth: its place, 1 to 10, counted from the order's first.
        known: how many papers the order has.
        every: how many the filter leaves, those that lack the order's fact among them.
        filter: which papers are ordered.
        among: the papers that a topic found, which alone are ordered then; else none.
        ties: how many papers share the place, 1 where nobody counted them.

    """

    paper: Paper
    order: Order
    nth: int
    known: int
    every: int
    filter: PaperFilter
    among: tuple[Paper, ...] = ()
    ties: int = 1

    @property
    def text(self) -> str:
        superlative = _SUPERLATIVES[self.order.key, self.order.descending]
        place = f"the {_ORDINALS[self.nth - 1]}{superlative} of the {self.known:,} {self._kind}"
        one, several = ("has", "have") if self.order.key == "authors" else ("is", "are")
        title, fact = self.paper.title, say_fact(self.paper, self.order.key)
        if self.ties > 1:
            return f"{self.ties:,} papers {several} {place}, {title} among them: {fact}."
        return f"{title} {one} {place}: {fact}."

    @property
    def _kind(self) -> str:
        if self.among:
            return "papers found on this topic"
        kind = "papers" if self.known == self.every else f"papers with {HAS[self.order.key]}"
        return f"{kind} {describe(self.filter)}".strip()


@dataclass(frozen=True, slots=True)
class NextStatement:
    """A further paper of an order, as in "BroRL follows: October 1, 2025.".

    It stands at `nth`, or shares the place of the one before it where it is one of `ties`.
    """

    paper: Paper
    order: Order
    nth: int
    filter: PaperFilter
    among: tuple[Paper, ...] = ()
    ties: int = 1

    @property
    def text(self) -> str:
        follows = " follows" if self.ties == 1 else ""
        return f"{self.paper.title}{follows}: {say_fact(self.paper, self.order.key)}."


@dataclass(frozen=True, slots=True)
class CountStatement:
    """How many papers match: "The index holds 2 papers by Apple; the newest is MUSCLE, …".

    `paper` is the newest of them, or one of them where none has a date; `exact` is how many are
    under just the organization's name, 0 where nobody asked.
    """

    paper: Paper
    filter: PaperFilter
    count: int
    exact: int = 0

    @property
    def text(self) -> str:
        what = f"{self.count:,} paper{'s' if self.count != 1 else ''}"
        what += f" {describe(self.filter)}" if self.filter else ""
        if 0 < self.exact < self.count:
            what += f" ({self.exact:,} of them under just that name)"
        dated = date_of(self.paper) is not None
        newest = ": " if self.count == 1 else "; the newest is " if dated else ", such as "
        return f"The index holds {what}{newest}{self.paper.title}, {_say_day(self.paper)}."


@dataclass(frozen=True, slots=True)
class ItemStatement:
    """One more paper that matches: "Xenon Lamps: July 2024."."""

    paper: Paper
    filter: PaperFilter

    @property
    def text(self) -> str:
        return f"{self.paper.title}: {_say_day(self.paper)}."


Statement = FactStatement | PlaceStatement | NextStatement | CountStatement | ItemStatement


def value_of(paper: Paper, key: Key) -> str | int | None:
    """What an order goes by: a day as ISO text, or a count; None where the record lacks it."""
    if key == "date":
        day = date_of(paper)
        return str(day) if day else None
    return {"upvotes": paper.upvotes, "comments": paper.comments}.get(key, paper.author_count)


def sort_papers(papers: Iterable[Paper], order: Order) -> list[Paper]:
    """The papers that have an order's fact, in that order; equals stay as they come."""
    valued = [(value_of(paper, order.key), paper) for paper in papers]
    known = [pair for pair in valued if pair[0] is not None]
    ordered = sorted(known, key=itemgetter(0), reverse=order.descending)
    return [paper for _, paper in ordered]


def describe(filter: PaperFilter) -> str:
    """ "by NVIDIA since March 2025": as the filter's own words, dates in full."""
    return filter.say(say_date)


def _say_day(paper: Paper) -> str:
    day = date_of(paper)
    return say_date(day) if day else "date unknown"


def _say_dates(paper: Paper) -> str:
    dates = [
        f"{word} {'on' if day.day else 'in'} {say_date(day)}"
        for word, day in (("published", paper.published), ("listed", paper.listed))
        if day
    ]
    return f"{paper.title} was {' and '.join(dates)}." if dates else ""


def _say_people(paper: Paper, kind: FactKind) -> str:
    """Who wrote it, or which organization did; where one is not known, the other."""
    names, group = say_names(paper), paper.organization
    if group and (kind == "organization" or not names):
        return f"{paper.title} comes from {group}."
    if names:
        count = paper.author_count if len(paper.authors) > 2 else None
        return f"{paper.title} is by {names}{f' ({count} authors)' if count else ''}."
    if kind == "authors" and paper.author_count:
        return f"{paper.title} is by {say_fact(paper, 'authors')}."
    return ""
