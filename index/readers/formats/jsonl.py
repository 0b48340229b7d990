"""JSONL: one object a line, in our own shape, or as other corpora and servers have it."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from index.papers.paper import BadPaper, Record
from index.readers.input import lines
from index.readers.input.types import Placed, TextFile
from index.readers.values.columns import Value, Values, collect, flatten
from index.readers.values.reading import read_record

# Where the answers of servers hold their papers, as lists or as objects with such a list.
LISTS = (
    "data", "results", "papers", "items", "docs", "hits", "recommendedPapers", "message",
    "response", "entries", "articles", "works", "rows", "notes", "resultList", "result",
)  # fmt: skip
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()
_ERRORS = ("error", "errors", "message", "detail", "reason")


def read(file: TextFile) -> Placed:
    """Yield (1-based line, paper, remark or complaint); blank lines are passed over. Streams."""
    for number, line in lines.read_lines(file):
        if line.strip():
            for record in _read_line(line):
                yield number, record


def count_lines(file: TextFile) -> int:
    """Non-blank lines in the file, for a progress bar's total."""
    return sum(1 for _, line in lines.read_lines(file) if line.strip())


def _read_line(line: str) -> Iterator[Record]:
    """The papers in a line: one, or several with nothing or commas between them."""
    try:
        lines.check_text(line)
    except BadPaper as error:
        yield error
        return
    position = 0
    while position < len(line):
        item, position = _decode_at(line, position)
        yield from [item] if isinstance(item, BadPaper) else read_item(item)


def _decode_at(line: str, position: int) -> tuple[Any, int]:
    """A value, or as BadPaper why there is none, and where the next begins."""
    try:
        start = _skip(line, position)
        item, end = _DECODER.raw_decode(line, start)
        return item, _skip(line, end)
    except json.JSONDecodeError as error:
        return BadPaper(f"{explain(error)} at column {error.colno}"), len(line)
    except (ValueError, RecursionError) as error:
        return BadPaper(explain(error)), len(line)


def _skip(line: str, position: int) -> int:
    found = _BETWEEN.match(line, position)
    return found.end() if found else position


def read_item(item: object) -> Iterator[Record]:
    """The papers in a decoded value: one, or those of a server's answer; or what is wrong."""
    try:
        papers = unwrap(item)
    except RecursionError:
        papers = []
        yield BadPaper("is nested too deeply")
    for one in papers:
        try:
            yield from _read_object(one)
        except BadPaper as error:
            yield error


def unwrap(item: object) -> list[object]:
    """The papers that an answer such as {"total": 2, "data": […]} holds; any other is its own."""
    if isinstance(item, Mapping) and not (item.get("title") or item.get("paper")):
        for name in LISTS:
            held = item.get(name)
            if isinstance(held, list) and (not held or isinstance(held[0], Mapping)):
                return held
            if isinstance(held, Mapping) and (inner := unwrap(held)) != [held]:
                return inner
        if item and all(isinstance(held, Mapping) and "title" in held for held in item.values()):
            return list(item.values())  # by their ids
    return [item]


def _read_object(record: object) -> list[Record]:
    """Raises BadPaper."""
    if not isinstance(record, Mapping):
        raise BadPaper(f"is not a JSON object but a {type(record).__name__}")
    if isinstance(record.get("paper"), Mapping):
        return _read_listing(record, record["paper"])
    values = collect(flatten(record.items()))
    if not {"title", "abstract"} & values.keys():
        _refuse_error(record)
    sources = record.get("sources")
    if isinstance(sources, list):
        return read_record(_with_count(record, values), "", sources=sources)
    source = record.get("source")
    return read_record(
        _with_count(record, values), source if isinstance(source, str) and source else "jsonl"
    )


def _with_count(record: Mapping[str, Any], values: Values) -> Values:
    """In our own shape null says that not all authors are named, which is not nothing."""
    if "author_count" in record and record["author_count"] is None:
        values["count"] = [Value("author_count", None)]
    return values


def _refuse_error(record: Mapping[str, Any]) -> None:
    said = next((str(record[name]) for name in _ERRORS if record.get(name)), None)
    if said:
        raise BadPaper(f"is no paper but what a server answered: {said[:120]}")


def _read_listing(item: Mapping[str, Any], paper: Mapping[str, Any]) -> list[Record]:
    """An item of the Daily Papers API: `item` is the listing (comments, day listed).

    Answers from before 2025 lack `submittedOnDailyAt`; there the listing's own `publishedAt` is
    the day it was listed.
    """
    values = collect(
        {
            "id": paper.get("id"),
            "title": paper.get("title") or item.get("title"),
            "abstract": paper.get("summary") or item.get("summary"),
            "authors": paper.get("authors"),
            "published": paper.get("publishedAt"),
            "listed": paper.get("submittedOnDailyAt") or item.get("publishedAt"),
            "organization": paper.get("organization") or item.get("organization"),
            "upvotes": paper.get("upvotes"),
            "comments": item.get("numComments"),
            "code": paper.get("githubRepo"),
        }.items()
    )
    return read_record(values, "daily-papers-api", raw=True)


def decode(line: str) -> Any:
    """A line's value, or as BadPaper why it has none."""
    try:
        lines.check_text(line)
    except BadPaper as error:
        return error
    return _decode_at(line, 0)[0]


def explain(error: Exception) -> str:
    """Why a text could not be decoded as JSON, without the place."""
    if isinstance(error, json.JSONDecodeError):
        return f"is not JSON: {error.msg.removesuffix(' at')}"
    if isinstance(error, RecursionError):
        return "is nested too deeply"
    return f"has a number of more than {sys.get_int_max_str_digits():,} digits"
