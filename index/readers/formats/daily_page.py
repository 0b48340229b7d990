"""A Daily Papers page saved as text: title, abstract and, for most papers, a tail.

A title

One line of abstract.

• 3 authors          or: handle Organization
·
Sep 11 4               month and day, the year unless it is the page's own, comments if any
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.errors import AskpapersError
from index.papers.paper import BadPaper, Paper, PaperDate, Record
from index.readers.input.lines import check_text, read_lines
from index.readers.input.types import Placed, TextFile

MIN_ABSTRACT = 200  # characters; the page's headings and titles are shorter
_AUTHORS = re.compile(r"^[•·*-]?\s*(\d{1,9})\s+authors?$")
_DATE = re.compile(r"^([A-Z][a-z]{2}) (\d{1,2})(?:, (\d{4}))?(?: (\d{1,9}))?$")
_DOT = "·"
# Not strptime's: its names follow the machine's locale.
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class YearUnknown(AskpapersError):
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


def read(file: TextFile, year: int | None = None) -> Placed:
    """Yield (line of the title, paper or complaint). Streams the file.

    Without `year`, the page's own year is the largest one it names, plus 1: Daily Papers shows
    the year of every date but this year's. Raises YearUnknown.
    """
    own_year = year or _own_year(file)
    for title, abstract, tail in _pair(_filled_lines(file)):
        yield title[0], _make(title[1], abstract, tail, own_year)


def _filled_lines(file: TextFile) -> Iterator[_Line]:
    lines = ((number, line.strip()) for number, line in read_lines(file))
    return (line for line in lines if line[1])


def _own_year(file: TextFile) -> int:
    latest, dated = 0, False
    for _, line in _filled_lines(file):
        if found := _DATE.match(line):
            latest, dated = max(latest, int(found[3] or 0)), True
    if dated and not latest:
        raise YearUnknown("no date on the page names a year, so none of them can be told")
    return latest + 1


def _pair(lines: Iterator[_Line]) -> Iterator[tuple[_Line, str | None, _Tail | None]]:
    """Pair titles with abstracts, and with the tail that closes what stands before it.

    A short line before the first paper is the page's heading; elsewhere it is a title whose
    abstract is missing.
    """
    title: _Line | None = None
    header = True
    ahead = deque(islice(lines, 4))
    while ahead:
        line, tail = ahead[0], _tail(ahead)
        if title and (tail or len(line[1]) >= MIN_ABSTRACT):
            yield title, line[1], tail
            title, header = None, False
        else:
            if title and not header:
                yield title, None, None
            title = line
        if tail:
            if title:
                yield title, None, tail
            title, header = None, False
        for _ in range(4 if tail else 1):
            ahead.popleft()
            ahead.extend(islice(lines, 1))
    if title and not header:
        yield title, None, None


def _tail(ahead: deque[_Line]) -> _Tail | None:
    """The tail behind the first of four lines, where the others are: who, a dot, a date."""
    if len(ahead) < 4 or ahead[2][1] != _DOT:
        return None
    date = _DATE.match(ahead[3][1])
    return _Tail(ahead[1][1], date) if date else None


def _make(title: str, abstract: str | None, tail: _Tail | None, year: int) -> Record:
    try:
        check_text(title)
        check_text(abstract or "")
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
