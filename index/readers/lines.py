"""A text file bit by bit: no record, however long the file or a line in it, is held past a limit.

Bytes that are not UTF-8 are let through, as Python's lone surrogates, so that they spoil only the
record they stand in: `check_text` finds them.
"""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TextIO

from index.papers import BadPaper

MAX_RECORD = 4 * 1024 * 1024  # characters; 5,000 authors with all the API says of them have half
_CHUNK = 65_536
_ESCAPED = re.compile("[\udc80-\udcff]")


def open_text(path: Path) -> TextIO:
    """Open a file whose lines may end in LF, CR LF or CR."""
    return path.open(encoding="utf-8", errors="surrogateescape", newline=None)


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (1-based number, line without its end); the rest of an overlong line is dropped.

    Such a line has MAX_RECORD + 1 characters. A byte order mark, which joined files have in their
    middle, is dropped too.
    """
    with open_text(path) as file:
        for number in count(1):
            line = rest = file.readline(MAX_RECORD + 1)
            if not line:
                return
            while len(line) > MAX_RECORD and rest and not rest.endswith("\n"):
                rest = file.readline(_CHUNK)
            yield number, line.removesuffix("\n").removeprefix("\ufeff")


def check_text(text: str) -> None:
    """Raise BadPaper for a record that is too long, or not UTF-8."""
    if len(text) > MAX_RECORD:
        raise BadPaper(f"is longer than {MAX_RECORD:,} characters")
    if not text.isascii() and (escaped := _ESCAPED.search(text)):
        byte = len(text[: escaped.start()].encode())
        raise BadPaper(f"is not UTF-8 text (its byte {byte})")
