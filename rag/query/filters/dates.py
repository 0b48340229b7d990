"""Dates in the words of a question: "between March and May 2025", "in the last three months".

What is relative ("last month") is so to today where papers still come, else to the newest paper of
the index: a collection that ends in 2025 has its last month there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.papers.paper import PaperDate
from rag.language.numerals import NUMBER, read_number
from rag.query.filters.grammar import ignore_case
from rag.query.filters.spans import Span

RECENT = 183  # days: "recent papers" are those of the half year before the newest one
ALIVE = 7  # days since the newest paper, up to which a collection counts as kept up

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
_THIRDS = ("early", "mid", "late")  # of a year
_UNIT = r"(?:day|week|month|quarter|year)"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEWEST = r"newest|latest|last|most\s+recent"
_UP_TO = r"up\s+to|before|until|ending\s+(?:with|at|on)|leading\s+up\s+to|preceding"

# Longest first: a shorter one must not take the beginning of a longer one.
_POINTS = [
    rf"(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)(?!\d)",
    rf"(?P<mdy>{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?)(?!\d)",
    rf"(?P<dmy>(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?)(?!\w)",
    rf"(?P<my>{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?)(?!\w)",
    rf"(?P<part>q[1-4]|h[12]|(?:the\s+)?(?:{'|'.join(_ORDINALS)})\s+(?:quarter|half)"
    rf"|{'|'.join(_THIRDS)})[\s,-]*(?:of\s+|in\s+)?(?P<of>{_YEAR})(?!\d)",
    rf"(?P<decade>(?:the\s+)?{_YEAR[:-2]}0s)\b",
    rf"(?P<year>{_YEAR})(?!\d|-(?!{_YEAR}\b)|\.\d|\s*%)",
    rf"(?P<rolling>(?:the\s+)?(?:past|last|previous)\s+{NUMBER}\s+{_UNIT}s?|the\s+(?:past|last)"
    rf"\s+{_UNIT}|past\s+{_UNIT}"
    rf"|(?:the\s+)?(?:{NUMBER}\s+)?{_UNIT}s?\s+(?:{_UP_TO})\s+(?:the\s+)?(?:{_NEWEST})"
    r"(?:\s+(?:one|paper|entry|date|day))?)\b",
    rf"(?P<near>(?:this|last|previous|the\s+(?:current|previous))\s+{_UNIT}|today|yesterday"
    rf"|the\s+(?:very\s+)?(?:{_NEWEST})\s+(?:date|day))\b",
    rf"(?P<weekday>(?:last\s+|this\s+)?(?:{'|'.join(_WEEKDAYS)}))\b",
]
_POINT = ignore_case("|".join(_POINTS))
_ANY = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", point) for point in _POINTS) + ")"
# "From 2024 on about chess", "2024 on?", but "listed in August 2026 on chess".
_LATER = (
    r"on(?=\s*(?:$|[?!.,;:)]))|(?(from)on(?=\s+(?:about|by|with|in)\b)|onwards)|onwards?\b"
    r"|and\s+(?:later|after)\b|or\s+(?:later|newer|after)\b"
)
_PHRASE = ignore_case(
    rf"\b(?:(?:between|from|in)\s+(?P<first>{_ANY})\s*(?:-|–|\band\b|\bto\b|\buntil\b|\btill\b"
    rf"|\bthrough\b|\bup\s+to\b)\s*(?P<last>{_ANY})"
    rf"|(?:(?P<from>from\s+|since\s+)|in\s+)?(?P<on>{_ANY})\s+(?:{_LATER})"
    r"|(?:(?P<after>after|later\s+than|newer\s+than|more\s+recent\s+than|following)"
    r"|(?P<before>before|prior\s+to|earlier\s+than|older\s+than)"
    r"|(?P<since>since|starting\s+(?:in|from)|from\s+after)"
    r"|(?P<until>until|till|up\s+(?:to|until)|through|no\s+later\s+than|by\s+the\s+end\s+of)"
    rf"|(?P<within>in|during|on|of|from|within|over|throughout|dated|for))\s+(?P<point>{_ANY})"
    r"|(?P<alone>(?P<recent>(?:in\s+)?(?<!most\s)recent(?:ly)?"
    rf"(?:\s+(?:{_UNIT}|time)s)?|lately)\b|{_ANY}))"
)
_ABSOLUTE = ignore_case(rf"{_YEAR}|{_MONTH}")

# Of the words of a point, in small letters.
_HAS_YEAR = re.compile(_YEAR)
_HAS_MONTH = re.compile(_MONTH)
_HAS_UNIT = re.compile(_UNIT)
_DAY_OF_MONTH = re.compile(r"\b\d{1,2}(?!\d)")
_UNIT_TO = re.compile(rf"{_UNIT}s?\s+\w")  # "the week up to the newest date"
_COUNTED = re.compile(rf"\b({NUMBER})\s+{_UNIT}")
_COUNTED_BACK = re.compile(rf"past|the past|the last|(?:the )?{_UNIT}s?\s")

Days = tuple[PaperDate, PaperDate | None]  # from the first to the last one, or on


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """Where a question speaks of time (its preposition included), and the days it means.

    `alone` says that there is no preposition: "2024 papers", "last month", but also "IPhO 2025".
    `loose` says that there is one which binds to anything: "in", "of".
    """

    span: Span
    since: PaperDate | None
    until: PaperDate | None
    alone: bool = False
    loose: bool = False
    relative: bool = False


def find_today(newest: date | None, today: date) -> date:
    """What "this week" counts back from: today, or the newest paper where that is long ago.

    A collection that is kept up has its last week now; one that ended in 2025 has it there. No
    paper's date moves it into the future.
    """
    return newest if newest and newest < today - timedelta(ALIVE) else today


def find_dates(text: str, today: date | None) -> Iterator[DatePhrase]:
    """Yield every phrase that could mean time, in order; what the calendar lacks is none.

    `today` is what `find_today` says; without it relative phrases mean nothing.
    """
    for found in _PHRASE.finditer(text):
        alone, loose = bool(found["alone"]), bool(found["within"])
        if (loose or alone) and found[0].casefold().endswith(_WEEKDAYS):
            continue  # "papers on Monday effects"
        try:
            since, until = _read_phrase(found, today)
        except (ValueError, OverflowError):
            continue
        if since or until:
            relative = not _ABSOLUTE.search(found[0])
            yield DatePhrase(found.span(), since, until, alone, loose, relative)


def _read_phrase(
    found: re.Match[str], today: date | None
) -> tuple[PaperDate | None, PaperDate | None]:
    if found["recent"]:
        return (PaperDate.of(today - timedelta(RECENT)), None) if today else (None, None)
    if found["first"]:
        last = _read_point(found["last"], today)
        first = _read_point(found["first"], _end_of(last[1] or last[0], today, found["last"]))
        return first[0], last[1]
    if found["on"]:
        return _read_point(found["on"], today)[0], None
    since, until = _read_point(found["point"] or found["alone"], today)
    if found["after"]:
        return (_step(until, 1) if until else None), None
    if found["before"]:
        return None, _step(since, -1)
    if found["since"]:
        return since, None
    return (None, until) if found["until"] else (since, until)


def _end_of(last: PaperDate, today: date | None, written: str) -> date | None:
    """Before which day the first of two dates lies: "March" in "March to May 2024" is of 2024."""
    return date(last.year, last.month or 12, 28) if _HAS_YEAR.search(written) else today


def _read_point(text: str, today: date | None) -> Days:
    found = _POINT.match(text)
    if not found:
        raise ValueError(text)
    words = text.casefold()
    if found["iso"]:
        day = PaperDate(*(int(part) for part in found[0].split("-")))
        return day, day
    if found["part"]:
        return _read_part(words, int(found["of"]))
    if found["decade"]:
        first = int(words.removeprefix("the ")[:-1])
        return PaperDate(first), PaperDate(first + 9)
    if found["year"]:
        return PaperDate(int(words)), PaperDate(int(words))
    if found["rolling"] or found["near"] or found["weekday"]:
        return _read_relative(words, today)
    return _read_month(words, today)


def _read_month(words: str, today: date | None) -> Days:
    name, written = _HAS_MONTH.search(words), _HAS_YEAR.search(words)
    month = _MONTHS.index(name[0][:3]) + 1 if name else 1
    day = _DAY_OF_MONTH.search(words)
    if written:
        year = int(written[0])
    elif today:  # the last March that has come
        year = today.year - (month > today.month)
    else:
        raise ValueError(f"{words!r} needs a year, or the day that it is")
    exact = PaperDate(year, month, int(day[0]) if day else None)
    return exact, exact


def _read_part(words: str, year: int) -> Days:
    """A quarter, a half, or early, mid and late as a third of the year."""
    name = words.removeprefix("the").lstrip()
    if name.startswith(_THIRDS):
        third = _THIRDS.index(name.replace("-", " ").split()[0])
        return PaperDate(year, 4 * third + 1), PaperDate(year, 4 * third + 4)
    number = int(name[1]) if name[0] in "qh" else _ORDINALS[name.split()[0]]
    months = 3 if name[0] == "q" or "quarter" in name else 6
    if number * months > 12:
        raise ValueError(words)
    return PaperDate(year, months * (number - 1) + 1), PaperDate(year, months * number)


def _read_relative(words: str, today: date | None) -> Days:
    if today is None:
        raise ValueError(f"{words!r} needs the day that it is")
    if words.endswith(_WEEKDAYS):  # the last one before that day
        back = (today.weekday() - _WEEKDAYS.index(words.split()[-1]) - 1) % 7 + 1
        return (PaperDate.of(today - timedelta(back)),) * 2
    if words.endswith(("date", "day")) and not _UNIT_TO.search(words):
        return (PaperDate.of(today - timedelta(words == "yesterday")),) * 2
    unit, counted = _HAS_UNIT.findall(words)[0], _COUNTED.search(words)
    if counted or _COUNTED_BACK.match(words):
        return PaperDate.of(_back(today, unit, read_number(counted[1]) if counted else 1)), None
    current = "this" in words or "current" in words
    return _calendar(today if current else _back(today, unit, 1), unit)


def _calendar(day: date, unit: str) -> Days:
    """The day, week, month, quarter or year of the calendar that a day lies in."""
    if unit == "year":
        return PaperDate(day.year), PaperDate(day.year)
    if unit == "month":
        return PaperDate(day.year, day.month), PaperDate(day.year, day.month)
    if unit == "quarter":
        first = 3 * ((day.month - 1) // 3) + 1
        return PaperDate(day.year, first), PaperDate(day.year, first + 2)
    monday = day - timedelta(day.weekday() if unit == "week" else 0)
    return PaperDate.of(monday), PaperDate.of(monday + timedelta(6 if unit == "week" else 0))


def _back(day: date, unit: str, count: int) -> date:
    if unit in ("day", "week"):
        return day - timedelta(count * (7 if unit == "week" else 1))
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = _add_months(day.year, day.month, -months)
    return date(year, month, min(day.day, 28))


def _step(day: PaperDate, by: int) -> PaperDate:
    """The year, month or day after or before, as exact as the one given."""
    if not day.month:
        return PaperDate(day.year + by)
    if not day.day:
        return PaperDate(*_add_months(day.year, day.month, by))
    return PaperDate.of(date(day.year, day.month, day.day) + timedelta(by))


def _add_months(year: int, month: int, count: int) -> tuple[int, int]:
    years, months = divmod(12 * year + month - 1 + count, 12)
    return years, months + 1
