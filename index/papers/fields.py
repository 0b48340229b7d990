"""The values of a record: what each may be, and the complaint when it is not."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TypeGuard

from index.errors import AskpapersError
from index.papers.cleaning import clean_text, escape_hidden
from index.papers.identity import find_doi

MAX_ID = 200
MAX_TITLE = 1_000
MAX_ABSTRACT = 20_000  # characters; arXiv allows 1,920, the longest in SciFact has 10,000
MAX_AUTHORS = 20_000  # the longest list of names known to us has 15,025, a study of surgery
MAX_COUNT = 10**12
MAX_SOURCES = 100
_WEB_ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
_PARTIAL_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?$")


class BadPaper(AskpapersError):
    """A record that is no valid paper: it is reported and skipped, the others go on.

    Args:
        reason: what is wrong, with the value.
        source: the file (or other source) of the record, where known.
        line: 1-based line of the record in that source, where known.
        key: what the source calls the record, where it has a name for it.

    """

    def __init__(
        self, reason: str, source: str = "", line: int | None = None, key: str = ""
    ) -> None:
        place = f"{source}:{line}: " if line is not None else f"{source}: " if source else ""
        # They quote the record, which must not bring a line or a terminal's orders into a log.
        self.reason, self.key = clean_text(reason), clean_text(key)
        self.source, self.line = source, line
        super().__init__(escape_hidden(place) + self.said)

    @property
    def said(self) -> str:
        """The complaint without its place."""
        return f"{self.key}: {self.reason}" if self.key else self.reason

    def at(self, source: str, line: int | None) -> "BadPaper":
        """The same complaint with the place where the record stands."""
        return BadPaper(self.reason, source, line, self.key)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a record that goes in all the same, such as a field that is left out.

    `reason` has the value, `source`, `line` and `key` say where, as in BadPaper.
    """

    reason: str
    source: str = ""
    line: int | None = None
    key: str = ""

    def __str__(self) -> str:
        return str(self._complaint)

    @property
    def said(self) -> str:
        """The remark without its place."""
        return self._complaint.said

    @property
    def _complaint(self) -> BadPaper:
        return BadPaper(self.reason, self.source, self.line, self.key)

    def at(self, source: str, line: int | None) -> "Remark":
        """The same remark with the place where the record stands."""
        return replace(self, source=source, line=line)


@dataclass(frozen=True, slots=True)
class PaperDate:
    """A date as exact as the source gives it: year, year-month or full day.

    `str()` gives ISO 8601 ("1986", "1986-10", "1986-10-09"), which also sorts by time.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        # date() raises ValueError for a day that the calendar lacks.
        date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        month = f"-{self.month:02}" if self.month else ""
        return f"{self.year:04}{month}" + (f"-{self.day:02}" if self.month and self.day else "")

    @staticmethod
    def of(day: date) -> "PaperDate":
        return PaperDate(day.year, day.month, day.day)

    @staticmethod
    def parse(text: str) -> "PaperDate":
        """Read an ISO date or timestamp, or a year-month, or a year. Raises BadPaper."""
        day = text.strip()
        return _know_date(day) if len(day) <= len("2026-11-27") else _read_date(day)


def _read_date(text: str) -> PaperDate:
    found = _PARTIAL_DATE.match(text)
    if not found:
        raise BadPaper(f"date {text[:40]!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        parts = [int(part) for part in found.groups() if part]
        date(*[*parts, 1, 1][:3])  # as they stand: a month 0 is not "no month"
        return PaperDate(*parts)
    except ValueError as error:
        raise BadPaper(f"date {text[:40]!r} is not in the calendar: {error}") from error


_know_date = lru_cache(4_096)(_read_date)  # many papers have the same, and each is read often


def is_number(value: object) -> TypeGuard[int]:
    """Whether a whole number; True and False are none, though Python takes them for 1 and 0."""
    return isinstance(value, int) and not isinstance(value, bool)


def check_text(field: str, value: object, limit: int) -> str:
    """A text that must be there, cleaned. Raises BadPaper."""
    if not isinstance(value, str):
        raise BadPaper(
            f"no {field}" if value is None else f"{field} is not text: {show_value(value)}"
        )
    text = clean_text(value)
    if not text:
        raise BadPaper(f"{field} is empty")
    if len(text) > limit:
        raise BadPaper(f"{field} has {len(text):,} characters, more than {limit:,}")
    return text


def check_optional_text(field: str, value: object) -> str | None:
    """A text of at most 300 characters, or None where there is none. Raises BadPaper."""
    blank = value is None or (isinstance(value, str) and not clean_text(value))
    return None if blank else check_text(field, value, 300)


def check_names(value: object) -> tuple[str, ...]:
    """The names of authors. Raises BadPaper."""
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise BadPaper(f"authors is not a list of names: {show_value(value)}")
    if len(value) > MAX_AUTHORS:
        raise BadPaper(f"authors has {len(value):,} names, more than {MAX_AUTHORS:,}")
    return tuple(check_text("author", name, 300) for name in value)


def check_count(field: str, value: object) -> int | None:
    """A whole number below MAX_COUNT, or None. Raises BadPaper."""
    if value is None:
        return None
    if not is_number(value) or not 0 <= value < MAX_COUNT:
        raise BadPaper(
            f"{field} is not a whole number from 0 to {MAX_COUNT:,}: {show_value(value)}"
        )
    return value


def check_date(field: str, value: object) -> PaperDate | None:
    """A date as ISO text or as it is, or None where there is none. Raises BadPaper."""
    if value is None or isinstance(value, PaperDate):
        return value
    if not isinstance(value, str):
        raise BadPaper(f"{field} is not a date: {show_value(value)}")
    return PaperDate.parse(value) if value.strip() else None


def check_sources(one: object, several: object) -> tuple[str, ...]:
    """The names of sources, each once, given as one or as several. Raises BadPaper."""
    first = check_optional_text("source", one)
    if not isinstance(several, list | tuple) or len(several) > MAX_SOURCES:
        raise BadPaper(f"sources is not a list of up to {MAX_SOURCES} names: {show_value(several)}")
    names = [check_text("source", name, 300) for name in several]
    return tuple(dict.fromkeys([first, *names] if first else names))


def check_url(value: object, field: str = "url") -> str | None:
    """A web address, or None where there is none. Raises BadPaper."""
    text = check_optional_text(field, value)
    if text and not is_web_address(text):
        raise BadPaper(f"{field} is not a web address: {text[:60]!r}")
    return text


def is_web_address(text: str) -> bool:
    """A link is shown to be clicked: "javascript:" and its kin must not get in."""
    return _WEB_ADDRESS.fullmatch(text) is not None


def check_doi(value: object) -> str | None:
    """A DOI or its address as the bare DOI in lower case, or None where there is none.

    Raises BadPaper.
    """
    bare = bare_doi(value)
    return bare.casefold() if bare else None


def bare_doi(value: object) -> str | None:
    """A DOI without what stands before it, or None where there is none. Raises BadPaper."""
    text = check_optional_text("doi", value)
    if text is None:
        return None
    doi = find_doi(text)
    if doi is None:
        raise BadPaper(f"doi is not a DOI such as 10.1234/abc: {text[:60]!r}")
    return doi


def show_value(value: object) -> str:
    """A value for a message; of a list or object its kind, since it may be huge or hostile."""
    # repr() of an int of more than 4,300 digits raises.
    plain = isinstance(value, str | float | bool) or (is_number(value) and abs(value) < MAX_COUNT)
    return repr(value)[:40] if plain else f"a {type(value).__name__}"
