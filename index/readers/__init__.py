"""One file a format: content in, `Paper` or `BadPaper` out. The format is told by the content."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from index.papers import BadPaper, Paper
from index.readers import daily_page, json_list, jsonl

HEAD = 65_536  # bytes looked at to tell the format
SAMPLE = "sample"


class BadSource(ValueError):
    """A source that cannot be read at all; the message names it and says what would do."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input, recognised but not yet read. `total` is the number of records to expect."""

    name: str
    total: int
    records: Iterator[Paper | BadPaper]


def open_source(name: str, year: int | None = None) -> Source:
    """Recognise a file by its content; `sample` is the corpus that ships with askpapers.

    `year` is the page's own year, for dates that a Daily Papers page shows without one.
    Raises BadSource.
    """
    path = _sample() if name == SAMPLE else Path(name)
    records = _read(path, name, year)
    if isinstance(records, list):
        return Source(name, len(records), iter(_placed(name, records)))
    return Source(name, jsonl.count_lines(path), _placed(name, records))


def _sample() -> Path:
    return Path(str(resources.files("index") / "sample" / "papers.jsonl"))


def _read(path: Path, name: str, year: int | None) -> "list[_Record] | Iterator[_Record]":
    head = _read_head(path, name)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{") and start.split(b"\n")[0].strip() != b"{":
        return jsonl.read(path)
    if start.startswith((b"[", b"{")):
        return _checked(name, json_list.read(_decode(path, name)))
    text = _decode(path, name)
    if not daily_page.recognise(text):
        raise BadSource(
            f"{name}: is no format known here: a Daily Papers page as text, the Daily Papers "
            "API's JSON, or JSONL with 'title' and 'abstract'"
        )
    try:
        return list(daily_page.read(text, year))
    except daily_page.YearUnknown as error:
        raise BadSource(f"{name}: {error}; say it with --as-of, such as --as-of 2025") from error


_Record = tuple[int, Paper | BadPaper]


def _read_head(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            if not path.is_file():  # it is read more than once, which a pipe does not allow
                raise BadSource(f"{name}: is a pipe or device; save it to a file first")
            head = file.read(HEAD)
    except OSError as error:
        raise BadSource(f"{name}: cannot be read: {error.strerror}") from error
    if not head.strip():
        raise BadSource(f"{name}: is empty; give a file with papers in it, or 'sample'")
    if b"\0" in head:
        raise BadSource(f"{name}: is binary; papers are read from text, JSON or JSONL")
    return head


def _checked(name: str, records: Iterator[_Record]) -> list[_Record]:
    try:
        return list(records)
    except json_list.NotAList as error:
        raise BadSource(f"{name}: {error}") from error


def _decode(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSource(f"{name}: is not UTF-8 text (byte {error.start})") from error


def _placed(name: str, records: list[_Record] | Iterator[_Record]) -> Iterator[Paper | BadPaper]:
    for line, record in records:
        yield record.at(name, line) if isinstance(record, BadPaper) else record
