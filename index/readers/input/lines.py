"""A text file bit by bit: no record, however long the file or a line in it, is held past a limit.

Bytes that are not UTF-8 are let through, as Python's lone surrogates, so that they spoil only the
record they stand in: `check_text` finds them.
"""

import io
import re
from collections.abc import Iterator
from itertools import count
from typing import TextIO

from index.papers.paper import BadPaper
from index.readers.input.encodings import UTF8, UTF16
from index.readers.input.packed import BUFFER, PackedFile, open_bytes
from index.readers.input.types import Gauge, TextFile

MAX_RECORD = 4 * 1024 * 1024  # characters; 5,000 authors with all the API says of them have half
_CHUNK = 65_536
_MOVE = 100  # lines between two moves of a gauge
_ESCAPED = re.compile("[\udc80-\udcff]")


def open_text(file: TextFile) -> TextIO:
    """Open a file, packed or not, whose lines may end in LF, CR LF or CR."""
    return decode(open_bytes(file.path), file.encoding)


def decode(content: io.BufferedReader, encoding: str = UTF8) -> TextIO:
    """Bytes as text that lets through what is not of the encoding."""
    errors = "replace" if encoding.startswith(UTF16) else "surrogateescape"
    return io.TextIOWrapper(content, encoding=encoding, errors=errors, newline=None)


def read_lines(source: TextFile, gauge: Gauge | None = None) -> Iterator[tuple[int, str]]:
    """Yield (1-based number, line without its end); the rest of an overlong line is dropped.

    Such a line has MAX_RECORD + 1 characters. A byte order mark, which joined files have in their
    middle, is dropped too. `gauge` is moved to how many bytes of the file were read.
    """
    packed = PackedFile(source.path)
    with decode(io.BufferedReader(packed, BUFFER), source.encoding) as file:
        for number in count(1):
            line = rest = file.readline(MAX_RECORD + 1)
            if not line:
                break
            while len(line) > MAX_RECORD and rest and not rest.endswith("\n"):
                rest = file.readline(_CHUNK)
            if gauge and number % _MOVE == 0:
                gauge.move(packed.position)
            yield number, line.removesuffix("\n").removeprefix("\ufeff")
        if gauge:
            gauge.move(packed.position)


def check_text(text: str, limit: int = MAX_RECORD) -> None:
    """Raise BadPaper for a record that is too long, or not UTF-8."""
    if len(text) > limit:
        raise BadPaper(f"is longer than {limit:,} characters")
    if not text.isascii() and (escaped := _ESCAPED.search(text)):
        byte = len(text[: escaped.start()].encode())
        raise BadPaper(f"is not UTF-8 text (its byte {byte}); save the file as UTF-8")
