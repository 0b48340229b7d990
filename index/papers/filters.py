"""DOOR. Which papers are meant, and in what order: dates, organization, author, counts."""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, get_args

from index.errors import BadFilter
from index.papers.cleaning import clean_text
from index.papers.paper import BadPaper, Paper, PaperDate
from index.papers.terms import fold_words

MAX_NAME = 300  # characters, as of an organization in a record

Key = Literal["date", "upvotes", "comments", "authors"]


@dataclass(frozen=True, slots=True)
class CountRange:
    """Papers with so many upvotes, comments or authors; None leaves an end open."""

    key: Key
    least: int | None = None
    most: int | None = None

    def __str__(self) -> str:
        noun = self.key.removesuffix("s") if self.least == self.most == 1 else self.key
        if self.least is None or self.most is None:
            bound, count = (
                ("at most", self.most) if self.least is None else ("at least", self.least)
            )
            return f"with {bound} {count:,} {noun}"
        if self.least == self.most:
            return f"with {self.least:,} {noun}"
        return f"with {self.least:,} to {self.most:,} {noun}"


@dataclass(frozen=True, slots=True)
class PaperFilter:
    """Which papers are meant; falsy when all are.

    Args:
        since: not before this date, inclusive as exactly as it is given: 2021 is 1 January 2021.
        until: not after this date, likewise: 2021 is 31 December 2021.
        organization: these words stand together in the organization's name, case and accents
            folded: "google" finds Google and Google DeepMind.
        author: these words are all in one author's name, folded, in any order.
        counts: the paper has so many upvotes, comments, authors.
        listed: the dates are of when the paper was listed, else published: of when it was new to
            readers, which none is of a day to come. Without it they are of when it was published,
            else listed.

    A date that is only a year or a month matches when any of its days does. A paper without the
    asked fact never matches.
    """

    since: PaperDate | None = None
    until: PaperDate | None = None
    organization: str | None = None
    author: str | None = None
    counts: tuple[CountRange, ...] = ()
    listed: bool = False

    def __bool__(self) -> bool:
        return any((self.since, self.until, self.organization, self.author, self.counts))

    def __str__(self) -> str:
        """In words: "since 2025-03, by NVIDIA"; of no filter "all"."""
        return ", ".join([*self._dates(str), *self._people(), *map(str, self.counts)]) or "all"

    def say(self, say_date: Callable[[PaperDate], str]) -> str:
        """What follows "papers" in a sentence: "by NVIDIA since March 2025"."""
        dates = [re.sub("^(?:in|on) ", "from ", words) for words in self._dates(say_date)]
        return " ".join([*self._people(), *dates, *map(str, self.counts)])

    def _people(self) -> list[str]:
        return [f"by {name}" for name in (self.author, self.organization) if name]

    def _dates(self, say_date: Callable[[PaperDate], str]) -> list[str]:
        new = "new " if self.listed else ""
        if self.since and self.since == self.until:
            return [f"{new}{'on' if self.since.day else 'in'} {say_date(self.since)}"]
        if self.since and self.until:
            return [f"{new}from {say_date(self.since)} to {say_date(self.until)}"]
        ends = (("since", self.since), ("until", self.until))
        return [f"{new}{word} {say_date(end)}" for word, end in ends if end]

    @staticmethod
    def make(
        since: object = None,
        until: object = None,
        organization: object = None,
        author: object = None,
    ) -> "PaperFilter":
        """Check what somebody asked for; None is no condition, a date is ISO text or a year.

        Raises BadFilter on what is no date, a first day after the last, a name without a word.
        """
        first, last = _date("since", since), _date("until", until)
        if first and last and days_of(first)[0] > days_of(last)[1]:
            raise BadFilter(f"since {first} is after until {last}; swap them")
        return PaperFilter(
            first, last, _name("organization", organization), _name("author", author)
        )

    def over(self, other: "PaperFilter") -> "PaperFilter":
        """This filter, and what it leaves open from another; its dates replace both of the other's.

        A date that one of the two named and the other one left open stays open.
        """
        dates = self if self.since or self.until else other
        return PaperFilter(
            dates.since,
            dates.until,
            self.organization or other.organization,
            self.author or other.author,
            self.counts or other.counts,
            dates.listed,
        )

    def without_dates(self) -> "PaperFilter":
        return replace(self, since=None, until=None, listed=False)

    def to_dict(self) -> dict[str, Any]:
        """JSON values; dates are ISO text."""
        return {
            "since": str(self.since) if self.since else None,
            "until": str(self.until) if self.until else None,
            "organization": self.organization,
            "author": self.author,
            "counts": [[count.key, count.least, count.most] for count in self.counts],
            "listed": self.listed,
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "PaperFilter":
        """The inverse of `to_dict`."""
        names = {name: v for name, v in values.items() if name not in ("counts", "listed")}
        counts = tuple(CountRange(*count) for count in values.get("counts", ()))
        listed = values.get("listed", False) is True
        return replace(PaperFilter.make(**names), counts=counts, listed=listed)


ALL = PaperFilter()


@dataclass(frozen=True, slots=True)
class Order:
    """Papers by a fact of theirs; those that lack it are left out. `str()` is "date desc"."""

    key: Key
    descending: bool = True

    def __str__(self) -> str:
        return f"{self.key} {'desc' if self.descending else 'asc'}"

    def say(self) -> str:
        """For a reader: "newest first"."""
        if self.key == "date":
            return "newest first" if self.descending else "oldest first"
        return f"{'most' if self.descending else 'fewest'} {self.key} first"

    @staticmethod
    def parse(text: str) -> "Order":
        """The inverse of `str()`. Raises BadFilter."""
        for key in get_args(Key):
            for order in (Order(key), Order(key, descending=False)):
                if text == str(order):
                    return order
        raise BadFilter(f"order {text[:40]!r} is not a key of {get_args(Key)} with desc or asc")


def date_of(paper: Paper) -> PaperDate | None:
    """The date that filters and orders go by: published, else listed."""
    return paper.published or paper.listed


def day_listed(paper: Paper) -> PaperDate | None:
    """The date from which a paper is new to readers: listed, else published."""
    return paper.listed or paper.published


def days_of(day: PaperDate) -> tuple[int, int]:
    """The first and the last day that a date can mean, as day numbers (`date.toordinal`)."""
    last_month = day.month or 12
    last_day = day.day or calendar.monthrange(day.year, last_month)[1]
    first = date(day.year, day.month or 1, day.day or 1)
    return first.toordinal(), date(day.year, last_month, last_day).toordinal()


def _date(field: str, value: object) -> PaperDate | None:
    if value is None or isinstance(value, PaperDate):
        return value
    try:
        return PaperDate.parse(str(value))
    except BadPaper as error:
        raise BadFilter(f"{field}: {error.reason}") from error


def _name(field: str, value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadFilter(f"{field} is text, not {type(value).__name__}")
    name = clean_text(value)
    if len(name) > MAX_NAME:
        raise BadFilter(f"{field} has {len(name):,} characters, more than {MAX_NAME}")
    if not fold_words(name):
        raise BadFilter(f"{field} {name[:40]!r} has no word in it")
    return name
