"""Paper, and what makes one valid."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

MAX_TITLE = 1_000
MAX_COUNT = 10**12
MAX_ABSTRACT = 20_000  # characters; arXiv allows 1,920, the longest in SciFact has 10,000
_ARXIV_ID = re.compile(r"(?:arxiv:|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)", re.IGNORECASE)
_VERSION = re.compile(r"^(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})v\d+$")
# Control characters, lone surrogates (no store can write them), and what hides text from a reader:
# zero-width spaces, bidirectional overrides, tags. The joiners that Persian and Hindi need stay.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_PARTIAL_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?$")


class BadPaper(ValueError):
    """A record that is no valid paper: it is reported and skipped, the others go on.

    Args:
        reason: what is wrong, with the value.
        source: the file (or other source) of the record, where known.
        line: 1-based line of the record in that source, where known.

    """

    def __init__(self, reason: str, source: str = "", line: int | None = None) -> None:
        place = f"{source}:{line}: " if line is not None else f"{source}: " if source else ""
        super().__init__(place + reason)
        self.reason, self.source, self.line = reason, source, line

    def at(self, source: str, line: int | None) -> "BadPaper":
        """The same complaint with the place where the record stands."""
        return BadPaper(self.reason, source, line)


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
    def parse(text: str) -> "PaperDate":
        """Read an ISO date or timestamp, or a year-month, or a year. Raises BadPaper."""
        found = _PARTIAL_DATE.match(text.strip())
        if not found:
            raise BadPaper(f"date {text[:40]!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
        try:
            parts = [int(part) for part in found.groups() if part]
            date(*[*parts, 1, 1][:3])  # as they stand: a month 0 is not "no month"
            return PaperDate(*parts)
        except ValueError as error:
            raise BadPaper(f"date {text[:40]!r} is not in the calendar: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper as read. Build it with `Paper.make`, which cleans and checks.

    `id` is the arXiv id without version where known, else "t" and 16 hex digits of the hash of
    the normalised title. `published` is the paper's own date, `listed` the day on Daily Papers.
    `author_count` may be known where the names are not, and is None where only some are.
    `source` names the reader.
    """

    id: str
    title: str
    abstract: str
    published: PaperDate | None = None
    listed: PaperDate | None = None
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organization: str | None = None
    upvotes: int | None = None
    comments: int | None = None
    url: str | None = None
    source: str = ""

    @staticmethod
    def make(
        title: object,
        abstract: object,
        *,
        id: object = None,
        authors: object = (),
        published: object = None,
        listed: object = None,
        url: object = None,
        organization: object = None,
        author_count: object = None,
        upvotes: object = None,
        comments: object = None,
        source: object = "",
    ) -> "Paper":
        """Clean and check the values of one record.

        Raises BadPaper, naming the field and the value.
        """
        clean_title = _text("title", title, MAX_TITLE)
        return Paper(
            id=_identify(id, clean_title),
            title=clean_title,
            abstract=_text("abstract", abstract, MAX_ABSTRACT),
            published=_date("published", published),
            listed=_date("listed", listed),
            authors=_names(authors),
            author_count=_count("author_count", author_count),
            organization=_optional_text("organization", organization),
            upvotes=_count("upvotes", upvotes),
            comments=_count("comments", comments),
            url=_url(url),
            source=_optional_text("source", source) or "",
        )

    def to_dict(self) -> dict[str, Any]:
        """JSON values, in the shape that the JSONL reader takes back; dates are ISO or None."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("published", "listed"):
            values[name] = str(values[name]) if values[name] else None
        return values | {"authors": list(self.authors)}

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "Paper":
        """The inverse of `to_dict`, for values that we wrote ourselves: nothing is cleaned."""
        dates = {
            name: PaperDate.parse(values[name]) if values[name] else None
            for name in ("published", "listed")
        }
        return Paper(**{**values, **dates, "authors": tuple(values["authors"])})

    @property
    def text_hash(self) -> str:
        """Changes when title or abstract do, so when the paper must be embedded again."""
        return _digest([self.title, self.abstract])

    @property
    def record_hash(self) -> str:
        """Changes when anything does."""
        return _digest(self.to_dict())


def clean_text(text: str) -> str:
    """NFC, control and hidden characters dropped, white space folded to single spaces."""
    return " ".join(_HIDDEN.sub("", unicodedata.normalize("NFC", text)).split())


def clean_arxiv_id(text: str) -> str:
    """ "https://arxiv.org/abs/2405.14906v2" and "arXiv:2405.14906" become "2405.14906"."""
    bare = _ARXIV_ID.sub("", text.strip()).removesuffix(".pdf")
    versioned = _VERSION.match(bare)
    return versioned[1] if versioned else bare


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _identify(id: object, title: str) -> str:
    known = clean_arxiv_id(_text("id", str(id), 200)) if isinstance(id, str | int) and id else ""
    if known:
        return known
    normal = re.sub(r"[^\w+#]+", " ", title.casefold()).strip()
    return "t" + hashlib.sha256(normal.encode()).hexdigest()[:16]


def _show(value: object) -> str:
    """A value for a message; of a list or object its kind, since it may be huge or hostile."""
    plain = isinstance(value, str | float | bool) or (isinstance(value, int) and value < MAX_COUNT)
    return repr(value)[:40] if plain else f"a {type(value).__name__}"


def _text(field: str, value: object, limit: int) -> str:
    if value is None or not isinstance(value, str):
        raise BadPaper(f"no {field}" if value is None else f"{field} is not text: {_show(value)}")
    text = clean_text(value)
    if not text:
        raise BadPaper(f"{field} is empty")
    if len(text) > limit:
        raise BadPaper(f"{field} has {len(text):,} characters, more than {limit:,}")
    return text


def _optional_text(field: str, value: object) -> str | None:
    return None if value is None or value == "" else _text(field, value, 300)


def _names(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise BadPaper(f"authors is not a list of names: {_show(value)}")
    return tuple(_text("author", name, 300) for name in value)


def _count(field: str, value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < MAX_COUNT:
        raise BadPaper(f"{field} is not a whole number from 0 to {MAX_COUNT:,}: {_show(value)}")
    return value


def _date(field: str, value: object) -> PaperDate | None:
    if value is None or isinstance(value, PaperDate):
        return value
    if not isinstance(value, str):
        raise BadPaper(f"{field} is not a date: {_show(value)}")
    return PaperDate.parse(value) if value.strip() else None


def _url(value: object) -> str | None:
    text = _optional_text("url", value)
    # A link is shown to be clicked: "javascript:" and its kin must not get in.
    if text and not re.match(r"https?://[^\s\"'<>]+$", text):
        raise BadPaper(f"url is not a web address: {text[:60]!r}")
    return text
