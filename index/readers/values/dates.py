"""A date in any shape that programs export, as exact as it certainly is."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

from index.papers.fields import BadPaper, PaperDate, is_number, show_value
from index.readers.values.columns import Say

# Months by what they begin with in English, German, French, Spanish, Italian, Portuguese and Dutch.
_MONTHS = {
    start: number
    for number, starts in enumerate(
        ("jan ene gen", "feb fev fév", "mar mär mae mrt", "apr avr abr", "may mai mei mag",
         "jun juin giu", "jul juil lug", "aug aou aoû ago", "sep set", "oct okt ott out", "nov",
         "dec déc dez dic"), 1)
    for start in starts.split()
}  # fmt: skip
_YEARS = range(1000, 3000)
# 2021, 2021.0, 2021-04-05T10:00, 2024//, 2019-05/2019-06, c2019, 2013 Sep 12, 2007 Spring
_YEAR_FIRST = re.compile(
    r"c?(\d{4})(?:\.0*$|(?:[-/.](\d{1,2})(?!\d))?(?:[-/.](\d{1,2})(?!\d))?)(?!\d)"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})$")
# 17.01.2014, 12/03/2024, 3-4-2019
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
# 12-Mar-24, as Excel writes days, and reads years: from 1930 to 2029
_EXCEL = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{2})$")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MONTH_AND_DAY = re.compile(r"[\s/-]*[^\W\d_]{3,}\.?[\s/-]+(\d{1,2})")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?![\d:])")
_ANY_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_RANGE = re.compile(r"\d\s*[-–/]+\s*\d")
_SECONDS = range(100_000_000, 10_000_000_000)  # since 1970: of 1973 to 2286


def read_date(value: object, say: Say) -> PaperDate | None:
    """ISO dates, years, "Mar 2024", 17.01.2014, seconds since 1970, and what JSON makes of dates.

    Of 12/03/2024, which may be in March or December, only the year is taken, and said. Raises
    BadPaper where no year can be read.
    """
    if value is None or isinstance(value, PaperDate):
        return value
    if isinstance(value, Mapping):
        return _read_object(value, say)
    if isinstance(value, list):
        return _read_parts(value, say)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if is_number(value):
        return _read_number(value, say)
    if not isinstance(value, str):
        raise BadPaper(f"{show_value(value)} is no date")
    text = " ".join(value.replace("~", " ").split()).strip("[]() ")
    return _read_text(re.sub(r"^(\d),(\d{3})$", r"\1\2", text), say)  # "2,021"


def add_month(date: PaperDate, month: str, day: str = "") -> PaperDate:
    """A year with its month, "3", "mar", "March" or "15 December", and the day beside it."""
    number = _find_month(month) or _to_int(month)
    found = None if _RANGE.search(month) or _to_int(month) else _DAY.search(month)
    return _make(date.year, number, _to_int(day) or (int(found[1]) if found else None)) or date


def _read_text(text: str, say: Say) -> PaperDate | None:
    if not text:
        return None
    for form, read in (
        (_DIGITS, _read_year_first), (_YEAR_FIRST, _read_year_first), (_EXCEL, _read_excel),
        (_YEAR_LAST, _read_year_last),
    ):  # fmt: skip
        if found := form.match(text):
            return read(found, say)
    year = _ANY_YEAR.search(text)
    if year:
        days = None if _RANGE.search(text) else _DAY.search(text)
        return _checked(text, say, int(year[1]), _find_month(text), int(days[1]) if days else None)
    if text.isdecimal() and 9 <= len(text) <= 13:
        return _read_number(int(text), say)
    raise BadPaper(f"{text[:40]!r} is no date")


def _read_year_first(found: re.Match[str], say: Say) -> PaperDate:
    text = found.string
    year, month, day = (int(part) if part else None for part in found.groups())
    return _checked(text, say, year, month or _find_month(text), day or _day_behind(found))


def _read_excel(found: re.Match[str], say: Say) -> PaperDate:
    day, month, year = found.groups()
    century = 2000 if int(year) < 30 else 1900
    return _checked(found.string, say, century + int(year), _find_month(month), int(day))


def _day_behind(found: re.Match[str]) -> int | None:
    """The day in "2013 Sep 12"; none in "2013 Sep-Oct"."""
    day = _MONTH_AND_DAY.fullmatch(found.string, found.end())
    return int(day[1]) if day else None


def _read_year_last(found: re.Match[str], say: Say) -> PaperDate:
    text = found.string
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    # With full stops the day comes first everywhere.
    if found[2] == "." or first > 12 or first == second:
        return _checked(text, say, year, second, first)
    if second > 12:
        return _checked(text, say, year, first, second)
    say(f"of {text[:40]!r} only the year is taken, since day and month may be either")
    return _checked(text, say, year)


def _read_number(value: int, say: Say) -> PaperDate:
    if value in _YEARS:
        return PaperDate(value)
    found = _DIGITS.match(str(value)) if value < 10**8 else None
    if found:
        return _checked(str(value), say, *map(int, found.groups()))
    seconds = value // 1000 if value // 1000 in _SECONDS and value > _SECONDS.stop else value
    if seconds not in _SECONDS:
        raise BadPaper(f"{show_value(value)} is no date")
    return PaperDate.of(datetime.fromtimestamp(seconds, UTC).date())


def _read_object(value: Mapping[str, object], say: Say) -> PaperDate | None:
    """CSL's and Crossref's {"date-parts": [[2021, 4, 5]]}, and {"year": 2021, "month": 4}."""
    parts = value.get("date-parts") or value.get("date_parts")
    if isinstance(parts, list):
        return _read_parts(parts, say)
    if "year" in value:
        year = read_date(value["year"], say)
        month, day = (str(value.get(part) or "") for part in ("month", "day"))
        return add_month(year, month, day) if year else None
    for name in ("raw", "literal", "date", "$date", "value", "string"):
        if isinstance(value.get(name), str | int):
            return read_date(value[name], say)
    raise BadPaper(f"{show_value(value)} is no date")


def _read_parts(parts: list[object], say: Say) -> PaperDate | None:
    """[2021, 4, 5], with texts for numbers, or a list of such."""
    if parts and isinstance(parts[0], list | Mapping):
        return read_date(parts[0], say)
    numbers = [_to_int(str(part)) for part in parts[:3] if not isinstance(part, list | dict)]
    if not numbers or numbers == [None]:
        return None
    return _checked(str(numbers), say, *numbers)


def _checked(
    text: str, say: Say, year: int | None, month: int | None = None,
    day: int | None = None,
) -> PaperDate:  # fmt: skip
    date = _make(year, month, day) if year in _YEARS else None
    if date is None:
        raise BadPaper(f"{text[:40]!r} is no date")
    if (month and not date.month) or (month and day and not date.day):
        say(f"of {text[:40]!r} only {date} is taken, since the calendar lacks the rest")
    return date


def _make(year: int | None, month: int | None, day: int | None) -> PaperDate | None:
    """The date; what the calendar lacks is left out."""
    for parts in ((month, day), (month, None), (None, None)):
        try:
            if year and (parts[0] or not any(parts)):
                return PaperDate(year, *parts)
        except ValueError:
            continue
    return None


def _find_month(text: str) -> int | None:
    for word in _WORD.findall(text):
        for start in (word[:4].casefold(), word[:3].casefold()):
            if start in _MONTHS:
                return _MONTHS[start]
    return None


def _to_int(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) < 5 else None
