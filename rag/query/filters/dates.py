"""Dates in the words of a question: "between March and May 2025", "in the last three months".

What is relative ("last month") is so to today where papers still come, else to the newest paper of
the index: a collection that ends in 2025 has its last month there. See rag.query.filters.date_scope.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from index.papers.paper import PaperDate
from rag.language.numbers import NUMBER, read_number

RECENT = 183  # days: "recent papers" are those of the half year before the newest one

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4}
_UNIT = r"(?:day|week|month|quarter|year)"

_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

_NEWEST = r"newest|latest|last|most\s+recent"
_UP_TO = r"up\s+to|before|until|ending\s+(?:with|at|on)|leading\s+up\s+to|preceding"

# Longest first: a shorter one must not take the beginning of a longer one.
_POINTS = [
    rf"(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)(?!\d)",
    rf"(?P<mdy>{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?)(?!\d)",
    rf"(?P<dmy>(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?)(?!\w)",
    rf"(?P<my>{_MONTH}(?:,?\s+(?:of\s+)?{_YEAR})?)(?!\w)",
    rf"(?P<part>q[1-4]|h[12]|(?:the\s+)?(?:{'|'.join(_ORDINALS)})\s+(?:quarter|half)"
    rf"|early|mid|late)[\s,-]*(?:of\s+|in\s+)?(?P<of>{_YEAR})(?!\d)",
    rf"(?P<decade>(?:the\s+)?{_YEAR[:-2]}0s)\b",
    rf"(?P<year>{_YEAR})(?!\d|-(?!{_YEAR}\b)|\.\d|\s*%)",
    rf"(?P<rolling>(?:the\s+)?(?:past|last|previous)\s+{NUMBER}\s+{_UNIT}s?|the\s+(?:past|last)"
    rf"\s+{_UNIT}|past\s+{_UNIT}"
    rf"|(?:the\s+)?(?:{NUMBER}\s+)?{_UNIT}s?\s+(?:{_UP_TO})\s+(?:the\s+)?(?:{_NEWEST})"
    r"(?:\s+(?:one|paper|entry|date|day))?)\b",
    rf"(?P<near>(?:this|last|previous|the\s+(?:current|previous))\s+{_UNIT}|today|yesterday"
    rf"|the\s+(?:very\s+)?(?:{_NEWEST})\s+(?:date|day))\b",
    rf"(?P<weekday>(?:last\s+|this\s+)?(?:{'|'.join(_DAYS)}))\b",
]
_ANY = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", point) for point in _POINTS) + ")"
_POINT = re.compile("|".join(_POINTS), re.IGNORECASE)

_AFTER = r"after|later\s+than|newer\s+than|more\s+recent\s+than|following"
_BEFORE = r"before|prior\s+to|earlier\s+than|older\s+than"
_SINCE = r"since|starting\s+(?:in|from)|from\s+after"
_UNTIL = r"until|till|up\s+(?:to|until)|through|no\s+later\s+than|by\s+the\s+end\s+of"
_IN = r"in|during|on|of|from|within|over|throughout|dated|for"
# "From 2024 on about chess", "2024 on?", but "listed in August 2026 on chess".
_LATER = (
    r"on(?=\s*(?:$|[?!.,;:)]))|(?(from)on(?=\s+(?:about|by|with|in)\b)|onwards)|onwards?\b"
    r"|and\s+(?:later|after)\b|or\s+(?:later|newer|after)\b"
)
_PHRASE = re.compile(
    rf"\b(?:(?:between|from|in)\s+(?P<a>{_ANY})\s*(?:-|–|\band\b|\bto\b|\buntil\b|\btill\b"
    rf"|\bthrough\b|\bup\s+to\b)\s*(?P<b>{_ANY})"
    rf"|(?:(?P<from>from\s+|since\s+)|in\s+)?(?P<on>{_ANY})\s+(?:{_LATER})"
    rf"|(?P<prep>{_AFTER}|{_BEFORE}|{_SINCE}|{_UNTIL}|{_IN})\s+(?P<p>{_ANY})"
    rf"|(?P<alone>(?P<recent>(?:in\s+)?(?<!most\s)recent(?:ly)?(?:\s+(?:{_UNIT}|time)s)?|lately)\b|{_ANY}))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """Where a question speaks of time (its preposition included), and the days it means.

    `alone` says that there is no preposition: "2024 papers", "last month", but also "IPhO 2025".
    `loose` says that there is one which binds to anything: "in", "of".
    """

    start: int
    end: int
    since: PaperDate | None
    until: PaperDate | None
    alone: bool = False
    loose: bool = False
    relative: bool = False


Span = tuple[PaperDate, PaperDate | None]


def find_dates(text: str, newest: date | None) -> Iterator[DatePhrase]:
    """Yield every phrase that could mean time, in order; what the calendar lacks is none.

    `newest` is the day of the newest paper; without it relative phrases mean nothing.
    """
    for found in _PHRASE.finditer(text):
        loose = bool(found["prep"] and re.fullmatch(_IN, found["prep"], re.IGNORECASE))
        if (loose or found["alone"]) and found[0].casefold().endswith(tuple(_DAYS)):
            continue  # "papers on Monday effects"
        try:
            since, until = _read_phrase(found, newest)
        except (ValueError, OverflowError):
            continue
        if since or until:
            yield DatePhrase(
                found.start(),
                found.end(),
                since,
                until,
                alone=bool(found["alone"]),
                loose=loose,
                relative=not re.search(rf"{_YEAR}|{_MONTH}", found[0], re.IGNORECASE),
            )


def _read_phrase(
    found: re.Match[str], newest: date | None
) -> tuple[PaperDate | None, PaperDate | None]:
    if found["recent"]:
        return (PaperDate.of(newest - timedelta(RECENT)), None) if newest else (None, None)
    if found["a"]:
        last = _read_point(found["b"], newest)
        first = _read_point(found["a"], _end_of(last[1] or last[0], newest, found["b"]))
        return first[0], last[1]
    if found["on"]:
        return _read_point(found["on"], newest)[0], None
    since, until = _read_point(found["p"] or found["alone"], newest)
    word = " ".join((found["prep"] or "in").casefold().split())
    if re.fullmatch(_AFTER, word):
        return (_step(until, 1) if until else None), None
    if re.fullmatch(_BEFORE, word):
        return None, _step(since, -1)
    if re.fullmatch(_SINCE, word):
        return since, None
    return (None, until) if re.fullmatch(_UNTIL, word) else (since, until)


def _end_of(last: PaperDate, newest: date | None, written: str) -> date | None:
    """Before which day the first of two dates lies: "March" in "March to May 2024" is of 2024."""
    if not re.search(_YEAR, written):
        return newest
    return date(last.year, last.month or 12, 28)


def _read_point(text: str, newest: date | None) -> Span:
    found = _POINT.match(text)
    if not found:
        raise ValueError(text)
    kind = found.lastgroup if found.lastgroup != "of" else "part"
    words = text.casefold()
    if kind == "iso":
        day = PaperDate(*(int(part) for part in found[0].split("-")))
        return day, day
    if kind == "part":
        return _read_part(words, int(found["of"]))
    if kind == "decade":
        first = int(words.removeprefix("the ")[:-1])
        return PaperDate(first), PaperDate(first + 9)
    if kind == "year":
        return PaperDate(int(words)), PaperDate(int(words))
    if kind in ("rolling", "near", "weekday"):
        return _read_relative(words, newest) if newest else _nothing(text)
    return _read_month(words, newest)


def _nothing(text: str) -> Span:
    raise ValueError(f"{text!r} needs the day of the newest paper")


def _read_month(words: str, newest: date | None) -> Span:
    name = re.search(_MONTH, words)
    month = _MONTHS.index(name[0][:3]) + 1 if name else 1
    years, days = re.findall(_YEAR, words), re.findall(r"\b\d{1,2}(?!\d)", words)
    day = int(days[0]) if days else None
    if years:
        year = int(years[0])
    elif newest:  # the last March that has come
        year = newest.year - (month > newest.month)
    else:
        return _nothing(words)
    exact = PaperDate(year, month, day)
    return exact, exact


def _read_part(words: str, year: int) -> Span:
    """A quarter, a half, or early, mid and late as a third of the year."""
    name = re.sub(r"^the\s+", "", words)
    if name.startswith(("early", "mid", "late")):
        third = ("early", "mid", "late").index(re.split(r"[\s-]", name)[0])
        return PaperDate(year, 4 * third + 1), PaperDate(year, 4 * third + 4)
    number = int(name[1]) if name[0] in "qh" else _ORDINALS[name.split()[0]]
    months = 3 if name[0] == "q" or "quarter" in name else 6
    if number * months > 12:
        raise ValueError(words)
    return PaperDate(year, months * (number - 1) + 1), PaperDate(year, months * number)


def _read_relative(words: str, newest: date) -> Span:
    if words.endswith(tuple(_DAYS)):  # the last one before that day
        back = (newest.weekday() - _DAYS.index(words.split()[-1]) - 1) % 7 + 1
        return PaperDate.of(newest - timedelta(back)), PaperDate.of(newest - timedelta(back))
    if re.search(r"today|yesterday|date$|day$", words) and not re.search(_UNIT + r"s?\s+\w", words):
        day = PaperDate.of(newest - timedelta(words == "yesterday"))
        return day, day
    unit = re.findall(_UNIT, words)[0]
    counted = re.search(rf"\b({NUMBER})\s+{_UNIT}", words)
    if counted or re.match(rf"past|the past|the last|(?:the )?{_UNIT}s?\s", words):
        return PaperDate.of(_back(newest, unit, read_number(counted[1]) if counted else 1)), None
    return _calendar(newest, unit, before=not re.search("this|current", words))


def _calendar(newest: date, unit: str, *, before: bool) -> Span:
    """The newest paper's own day, week, month, quarter or year, or the one before it."""
    at = _back(newest, unit, 1) if before else newest
    if unit == "year":
        return PaperDate(at.year), PaperDate(at.year)
    if unit == "month":
        return PaperDate(at.year, at.month), PaperDate(at.year, at.month)
    if unit == "quarter":
        first = 3 * ((at.month - 1) // 3) + 1
        return PaperDate(at.year, first), PaperDate(at.year, first + 2)
    monday = at - timedelta(at.weekday() if unit == "week" else 0)
    return PaperDate.of(monday), PaperDate.of(monday + timedelta(6 if unit == "week" else 0))


def _back(day: date, unit: str, count: int) -> date:
    if unit in ("day", "week"):
        return day - timedelta(count * (7 if unit == "week" else 1))
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, 28))


def _step(day: PaperDate, by: int) -> PaperDate:
    """The year, month or day after or before, as exact as the one given."""
    if not day.month:
        return PaperDate(day.year + by)
    if not day.day:
        year, month = divmod(day.year * 12 + day.month - 1 + by, 12)
        return PaperDate(year, month + 1)
    return PaperDate.of(date(day.year, day.month, day.day) + timedelta(by))
