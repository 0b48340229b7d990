"""JSONL: one object a line, in our own shape, or with the names that other corpora use."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.papers.fields import check_url
from index.papers.paper import BadPaper, Paper, Record
from index.readers.input import lines
from index.readers.input.types import Placed

# Our name first, then the names met elsewhere: `date` in Daily Papers exports, `_id` and `text`
# in BEIR, `summary` in APIs.
_NAMES = {
    "id": ("id", "_id", "arxiv_id"),
    "title": ("title",),
    "abstract": ("abstract", "text", "summary"),
    "authors": ("authors",),
    "published": ("published", "date"),
    "listed": ("listed",),
    "url": ("url",),
    "version": ("version",),
    "organization": ("organization",),
    "upvotes": ("upvotes",),
    "comments": ("comments",),
    "code": ("code",),
    "sources": ("sources",),
}
ABSTRACTS = frozenset(_NAMES["abstract"])


def read(path: Path) -> Placed:
    """Yield (1-based line, paper or complaint); blank lines are passed over. Streams the file."""
    for number, line in lines.read_lines(path):
        if line.strip():
            yield number, _read_line(line)


def count_lines(path: Path) -> int:
    """Non-blank lines in the file, for a progress bar's total."""
    return sum(1 for _, line in lines.read_lines(path) if line.strip())


def make_paper(record: object) -> Paper:
    """One decoded record as a Paper. Raises BadPaper."""
    if not isinstance(record, Mapping):
        raise BadPaper(f"is not a JSON object but a {type(record).__name__}")
    values = {name: _first(record, names) for name, names in _NAMES.items()}
    authors = values["authors"]
    count = record.get("author_count", len(authors) if isinstance(authors, list) else None)
    values["code"] = read_url(values["code"])
    if not isinstance(values["sources"], list):
        values["sources"] = [record.get("source") or "jsonl"]
    return Paper.make(**values, author_count=count or None)


def read_url(value: object) -> str | None:
    """An address where it is one; anyone may have entered it, and no paper is lost for that."""
    try:
        return check_url(value)
    except BadPaper:
        return None


def _read_line(line: str) -> Record:
    record = decode(line)
    try:
        return record if isinstance(record, BadPaper) else make_paper(record)
    except BadPaper as error:
        return error


def decode(line: str) -> Any:
    """A line's value, or as BadPaper why it has none."""
    try:
        lines.check_text(line)
        return json.loads(line)
    except json.JSONDecodeError as error:
        return BadPaper(f"{explain(error)} at column {error.colno}")
    except BadPaper as error:
        return error
    except (ValueError, RecursionError) as error:
        return BadPaper(explain(error))


def explain(error: Exception) -> str:
    """Why a text could not be decoded as JSON, without the place."""
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg.removesuffix(' at')}"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return f"has a number of more than {sys.get_int_max_str_digits():,} digits"


def _first(record: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((record[name] for name in names if record.get(name) is not None), None)
