"""A JSON list: answers of the Daily Papers API, or plain records as in the JSONL reader.

The items are decoded one by one, from a window that moves over the file: each has its line number,
a file that was cut short still gives what it holds, and a list of any length fits into memory.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from index.errors import AskpapersError
from index.papers.identity import is_arxiv_id
from index.papers.paper import BadPaper, Paper, Record, clean_text
from index.readers.formats import jsonl
from index.readers.input.lines import MAX_RECORD, check_text, open_text
from index.readers.input.types import Placed

_DECODER = json.JSONDecoder()
_BETWEEN = re.compile(r"[\s,\ufeff\[\]]*")  # items; lists in lists are one


class NotAList(AskpapersError):
    """The JSON is an object, as APIs answer on an error; the message quotes it."""


class _Window:
    """Where in a file we are: MAX_RECORD characters ahead of `position`, or all that are left."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.text, self.position, self.at_end = "", 0, False
        self.line, self.before = 1, 0  # of `position`; characters of the file before `text`
        self.move(0)

    def move(self, position: int) -> str:
        """Go on to a position in `text`; returns what was passed over."""
        passed = self.text[self.position : position]
        self.line += passed.count("\n")
        self.position = position
        if len(self.text) - position < MAX_RECORD and not self.at_end:
            chunk = self._file.read(MAX_RECORD)
            self.at_end = len(chunk) < MAX_RECORD
            self.text, self.position = self.text[position:] + chunk, 0
            self.before += position
        return passed

    def skip(self) -> tuple[int, int]:
        """Go on to the next item; returns how many lists were opened and closed on the way."""
        opened = closed = 0
        while (found := _BETWEEN.match(self.text, self.position)) and found[0]:
            self.move(found.end())
            opened, closed = opened + found[0].count("["), closed + found[0].count("]")
        return opened, closed


def read(path: Path) -> Placed:
    """Yield (line of the item, paper or complaint); lists that follow each other are one.

    Raises NotAList.
    """
    with open_text(path) as file:
        window = _Window(file)
        shown = show(window.text)
        opened, closed = window.skip()
        if not opened:
            raise NotAList(f"is one JSON object, not a list of papers: {shown}")
        line = window.line
        while window.position < len(window.text):
            line = window.line
            try:
                item, end = _DECODER.raw_decode(window.text, window.position)
            except (ValueError, RecursionError) as error:
                yield line, BadPaper(_describe(error, window))
                return
            yield line, make_record(item, window.move(end))
            more = window.skip()
            opened, closed = opened + more[0], closed + more[1]
        if opened > closed:
            yield line, BadPaper("the list is not closed: the file was cut short")


def show(text: str) -> str:
    """The start of a text, for a message."""
    return clean_text(text[:400])[:80]


def _describe(error: Exception, window: _Window) -> str:
    place = ""
    if isinstance(error, json.JSONDecodeError):
        # The decoder counts from the start of the window.
        line = window.line + window.text.count("\n", window.position, error.pos)
        place = f" at line {line}, character {window.before + error.pos + 1:,} of the file"
    # What does not end within the window may be good JSON.
    limit = "" if window.at_end else f" (of at most {MAX_RECORD:,} characters)"
    return f"{jsonl.explain(error)}{place}{limit}; the rest of the file is lost"


def make_record(item: object, text: str = "") -> Record:
    """A decoded item of the list; `text` is how it stands in the file."""
    try:
        check_text(text)
        if isinstance(item, Mapping) and isinstance(item.get("paper"), Mapping):
            return _make_from_api(item, item["paper"])
        return jsonl.make_paper(item)
    except BadPaper as error:
        return error
    except RecursionError:
        return BadPaper("is nested too deeply")


def _make_from_api(item: Mapping[str, Any], paper: Mapping[str, Any]) -> Paper:
    """`item` is the listing (comments, day listed), `paper` the paper itself.

    Answers from before 2025 lack `submittedOnDailyAt`; there the listing's own `publishedAt` is
    the day it was listed.
    """
    authors = _author_names(paper.get("authors") or [])
    identity = paper.get("id")
    is_arxiv = isinstance(identity, str) and is_arxiv_id(identity)
    return Paper.make(
        id=identity,
        title=paper.get("title") or item.get("title"),
        abstract=paper.get("summary") or item.get("summary"),
        authors=authors,
        author_count=len(authors) or None,
        published=paper.get("publishedAt"),
        listed=paper.get("submittedOnDailyAt") or item.get("publishedAt"),
        organization=_organization(paper.get("organization") or item.get("organization")),
        upvotes=paper.get("upvotes"),
        comments=item.get("numComments"),
        url=f"https://arxiv.org/abs/{identity}" if is_arxiv else None,
        code=jsonl.read_url(paper.get("githubRepo")),
        source="daily-papers-api",
    )


def _author_names(authors: object) -> list[object]:
    if not isinstance(authors, list):
        raise BadPaper(f"authors is not a list but a {type(authors).__name__}")
    return [author.get("name") if isinstance(author, Mapping) else author for author in authors]


def _organization(value: object) -> object:
    return (value.get("fullname") or value.get("name")) if isinstance(value, Mapping) else value
