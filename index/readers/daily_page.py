"""A Daily Papers page saved as text: title, abstract and, for most papers, a tail.

A title

One line of abstract.

• 3 authors          or: handle Organization
·
Sep 11 4               month and day, the year unless it is the page's own, comments if any
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.papers import BadPaper, Paper, PaperDate

MIN_ABSTRACT = 200  # characters; the page's headings and titles are shorter
_AUTHORS = re.compile(r"^[•·*-]?\s*(\d{1,9})\s+authors?$")
_DATE = re.compile(r"^([A-Z][a-z]{2}) (\d{1,2})(?:, (\d{4}))?(?: (\d{1,9}))?$")
_DOT = "·"
# Not strptime's: its names follow the machine's locale.
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class YearUnknown(ValueError):
    """Dates without a year, and no date with one to tell the page's own year by."""


@dataclass(frozen=True, slots=True)
class _Tail:
    """What stands under an abstract; `date` is the match of _DATE."""

    who: str
    date: re.Match[str]


_Line = tuple[int, str]


def recognise(text: str) -> bool:
    """Whether the text looks like such a page: its name, or the tail of a paper."""
    lines = [line.strip() for line in text.splitlines()]
    return "Daily Papers" in lines or any(_AUTHORS.match(line) for line in lines)


def read(text: str, year: int | None = None) -> Iterator[tuple[int, Paper | BadPaper]]:
    """Yield (line of the title, paper or complaint).

    Without `year`, the page's own year is the largest one it names, plus 1: Daily Papers shows
    the year of every date but this year's. Raises YearUnknown.
    """
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    own_year = year or _own_year(lines)
    first = True
    for block, tail in _split(lines):
        for title, abstract, its_tail in _pair(block, tail, header=first):
            yield title[0], _make(title[1], abstract, its_tail, own_year)
        first = False


def _own_year(lines: list[_Line]) -> int:
    dates = [found for _, line in lines if (found := _DATE.match(line))]
    years = [int(found[3]) for found in dates if found[3]]
    if dates and not years:
        raise YearUnknown("no date on the page names a year, so none of them can be told")
    return max(years, default=0) + 1


def _split(lines: list[_Line]) -> Iterator[tuple[list[_Line], _Tail | None]]:
    """Cut the lines at the tails: (titles and abstracts, the tail that closes them)."""
    block: list[_Line] = []
    position = 0
    while position < len(lines):
        date = _tail_date(lines, position) if block else None
        if date:
            yield block, _Tail(lines[position][1], date)
            block, position = [], position + 3
        else:
            block.append(lines[position])
            position += 1
    yield block, None


def _tail_date(lines: list[_Line], position: int) -> re.Match[str] | None:
    """The date, where the lines from here on are: who, a dot, a date."""
    if position + 2 >= len(lines) or lines[position + 1][1] != _DOT:
        return None
    return _DATE.match(lines[position + 2][1])


def _pair(
    block: list[_Line], tail: _Tail | None, *, header: bool
) -> Iterator[tuple[_Line, str | None, _Tail | None]]:
    """Pair titles with abstracts. The tail belongs to the block's last paper.

    A short line before the first paper is the page's heading; elsewhere it is a title whose
    abstract is missing.
    """
    title: _Line | None = None
    for position, line in enumerate(block):
        closes = tail is not None and position == len(block) - 1
        if title and (closes or len(line[1]) >= MIN_ABSTRACT):
            yield title, line[1], tail if closes else None
            title, header = None, False
        else:
            if title and not header:
                yield title, None, None
            title = line
    if title and not (header and tail is None):
        yield title, None, tail


def _make(title: str, abstract: str | None, tail: _Tail | None, year: int) -> Paper | BadPaper:
    try:
        if tail is None:
            return Paper.make(title, abstract, source="daily-papers-page")
        authors = _AUTHORS.match(tail.who)
        # "spiralworks Spiral Works": the handle, then the name; a name alone stands for itself.
        organization = None if authors else tail.who.partition(" ")[2] or tail.who
        return Paper.make(
            title,
            abstract,
            author_count=int(authors[1]) if authors else None,
            organization=organization,
            published=_date(tail.date, year),
            comments=int(tail.date[4]) if tail.date[4] else None,
            source="daily-papers-page",
        )
    except BadPaper as error:
        return error


def _date(found: re.Match[str], year: int) -> PaperDate:
    try:
        return PaperDate(int(found[3] or year), _MONTHS.index(found[1]) + 1, int(found[2]))
    except ValueError as error:
        raise BadPaper(f"date {found[0]!r} is not in the calendar") from error
