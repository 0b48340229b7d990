"""A file recognised by its content, and read by the reader of its format."""

import codecs
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from index.errors import BadSource, NoPapers
from index.readers.formats import arxiv_snapshot, bibtex, daily_page, json_list, jsonl, ris, table
from index.readers.input.packed import open_bytes
from index.readers.input.types import Gauge, Placed, ReadOptions, Records, Source, place

HEAD = 1_048_576  # bytes looked at to tell the format


def open_file(name: str, path: Path, options: ReadOptions) -> Source:
    """Recognise a file; messages call it by `name`. Raises BadSource."""
    with _named(name):
        head = _read_head(path)
        gauge = Gauge("B", path.stat().st_size)
        read = _recognise(path, head, options, gauge)
        if gauge in read.args:
            return Source(name, None, _placed(name, read), gauge)
        total = jsonl.count_lines(path) if read.func is jsonl.read else sum(1 for _ in read())
    return Source(name, total, _placed(name, read))


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Whatever keeps a source from being read, as BadSource with the source's name."""
    try:
        yield
    except OSError as error:
        raise BadSource(f"{name}: cannot be read: {error.strerror}") from error
    except daily_page.YearUnknown as error:
        raise BadSource(f"{name}: {error}; say it with --as-of, such as --as-of 2025") from error
    except _Foreign as error:
        raise NoPapers(f"{name}: {error}") from error
    except (json_list.NotAList, _Unreadable) as error:
        raise BadSource(f"{name}: {error}") from error


class _Unreadable(Exception):
    """Why a source is refused, without its name."""


class _Foreign(_Unreadable):
    """A file that is none of papers at all."""


def _recognise(path: Path, head: bytes, options: ReadOptions, gauge: Gauge) -> "partial[Placed]":
    """The call that reads this file, with the gauge if it moves it. Raises _Unreadable."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if b"\0" in start[:2]:  # "[" in UTF-16
        _decode(head)
    if start.startswith(b"{") and start.partition(b"\n")[0].strip() != b"{":
        if arxiv_snapshot.recognise(head):
            return partial(arxiv_snapshot.read, path, options, gauge)
        return partial(jsonl.read, path)
    if start.startswith((b"[", b"{")):
        return partial(json_list.read, path)
    text = _decode(head)
    for form in (ris, bibtex, table):
        if form.recognise(text):
            return partial(form.read, path, gauge)
    if daily_page.recognise(text):
        return partial(daily_page.read, path, options.year)
    raise _Foreign(
        "is no format known here: a Daily Papers page as text, the Daily Papers API's JSON, JSONL "
        "or CSV with 'title' and 'abstract', BibTeX, RIS, arXiv's metadata snapshot"
    )


def _read_head(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
    except ValueError as error:  # a NUL or half a character in the name
        raise _Unreadable(f"is no file name: {error}") from error
    # Before it is opened, which for a pipe may wait for ever.
    if not stat.S_ISREG(mode):
        raise _Unreadable("is a pipe or device; give standard input as -")
    with open_bytes(path) as file:
        while head := file.read(HEAD):
            if head.removeprefix(codecs.BOM_UTF8).strip():
                return head
    raise _Foreign("is empty; give a file with papers in it, or 'sample'")


def _decode(head: bytes) -> str:
    """The start of a file that is no JSON, as text. Raises _Unreadable."""
    if b"\0" in head:
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head[:2]:
            raise _Unreadable("is UTF-16 text; save it as UTF-8")
        raise _Foreign("is binary; papers are read from text, JSON or JSONL")
    try:
        # Incrementally, since its end may be half a character.
        return codecs.getincrementaldecoder("utf-8-sig")().decode(head)
    except UnicodeDecodeError as error:
        raise _Unreadable(f"is not UTF-8 text (byte {error.start})") from error


def _placed(name: str, read: Callable[[], Placed]) -> Records:
    with _named(name):
        yield from place(name, read())
