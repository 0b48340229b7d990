"""A JSON list: of a server's answer, of the Daily Papers API, or of records as in the JSONL reader.

The items are decoded one by one, from a window that moves over the file: each has its line number,
a file that was cut short still gives what it holds, and a list of any length fits into memory.
"""

import json
import re
from collections.abc import Iterator
from typing import TextIO

from index.errors import AskpapersError
from index.papers.cleaning import clean_text
from index.papers.paper import BadPaper, Record
from index.readers.formats import jsonl
from index.readers.input.lines import MAX_RECORD, check_text, open_text
from index.readers.input.types import Placed, TextFile

_DECODER = json.JSONDecoder()
_BETWEEN = re.compile(r"[\s,\ufeff\[\]]*")  # items; lists in lists are one
_SPACE = re.compile(r"[\s,\ufeff]*")
_END = re.compile(r"[\s,\ufeff]*\]")
_ANSWER = re.compile(rf'"(?:{"|".join(jsonl.LISTS)})"\s*:\s*\[(?=\s*[\]{{])', re.IGNORECASE)
_TITLE = re.compile(r'"title"\s*:')
_NEAR = 65_536  # characters in which an answer's list begins, behind counts and the like


class NotAList(AskpapersError):
    """No JSON, or an object, as APIs answer on an error; the message quotes it."""


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

    def skip(self, between: re.Pattern[str] = _BETWEEN) -> tuple[int, int]:
        """Go on to the next item; returns how many lists were opened and closed on the way."""
        opened = closed = 0
        while (found := between.match(self.text, self.position)) and found[0]:
            self.move(found.end())
            opened, closed = opened + found[0].count("["), closed + found[0].count("]")
        return opened, closed

    @property
    def is_done(self) -> bool:
        return self.position >= len(self.text)


def find_list(text: str, start: int = 0) -> int | None:
    """Where the list in a server's answer begins that starts here; None where it has none near.

    A list behind a title belongs to a paper.
    """
    found = _ANSWER.search(text, start, start + _NEAR)
    title = _TITLE.search(text, start, found.start()) if found else None
    return found.end() if found and not title else None


def read(file: TextFile) -> Placed:
    """Yield (line of the item, paper, remark or complaint); lists that follow each other are one.

    Raises NotAList.
    """
    with open_text(file) as content:
        window = _Window(content)
        is_answer = window.text.lstrip("\ufeff \r\n\t").startswith("{")
        if is_answer and find_list(window.text) is not None:
            yield from _read_answers(window)
        else:
            yield from _read_lists(window)


def _read_answers(window: _Window) -> Placed:
    """The lists in one or more answers; what else an answer says is passed over."""
    while (begin := find_list(window.text, window.position)) is not None:
        window.move(begin)
        while not (end := _END.match(window.text, window.position)):
            line = window.line
            window.skip(_SPACE)
            if window.is_done:
                yield line, BadPaper("the list is not closed: the file was cut short")
                return
            try:
                yield from _read_next(window)
            except _Lost as error:
                yield window.line, BadPaper(str(error))
                return
        window.move(end.end())


def _read_lists(window: _Window) -> Placed:
    shown = show(window.text)
    opened, closed = window.skip()
    line = window.line
    while not window.is_done:
        line = window.line
        try:
            yield from _read_next(window, None if opened else shown)
        except _Lost as error:
            if not opened:
                raise NotAList(str(error)) from error
            yield line, BadPaper(str(error))
            return
        more = window.skip()
        opened, closed = opened + more[0], closed + more[1]
    if opened > closed:
        yield line, BadPaper("the list is not closed: the file was cut short")


class _Lost(Exception):
    """What follows cannot be decoded."""


def _read_next(window: _Window, alone: str | None = None) -> Iterator[tuple[int, Record]]:
    """The next item; with `alone`, how it begins, one in no list. Raises NotAList, _Lost."""
    line = window.line
    try:
        item, end = _DECODER.raw_decode(window.text, window.position)
    except (ValueError, RecursionError) as error:
        raise _Lost(_describe(error, window)) from error
    text = window.move(end)
    try:
        check_text(text)
    except BadPaper as error:
        yield line, error
        return
    records = list(jsonl.read_item(item))
    if alone is not None and all(isinstance(record, BadPaper) for record in records):
        raise NotAList(f"is one JSON object, not a list of papers: {alone}")
    for record in records:
        yield line, record


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
