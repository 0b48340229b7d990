"""A file recognised by its content, and read by the reader of its format."""

import codecs
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from index.errors import BadSource, NoPapers
from index.papers.paper import Remark
from index.readers.formats import (
    arxiv_snapshot,
    bibtex,
    daily_page,
    json_list,
    jsonl,
    table,
    tagged,
)
from index.readers.input.encodings import UTF8, WESTERN, decode_start, find_encoding
from index.readers.input.packed import open_bytes
from index.readers.input.types import Gauge, Placed, ReadOptions, Records, Source, TextFile, place

HEAD = 1_048_576  # bytes looked at to tell the format


def open_file(name: str, path: Path, options: ReadOptions) -> Source:
    """Recognise a file; messages call it by `name`. Raises BadSource."""
    with _named(name):
        head = _read_head(path)
        gauge = Gauge("B", path.stat().st_size)
        file = TextFile(path, _find_encoding(head))
        read = _recognise(file, head, options, gauge)
        records = _placed(name, file, read)
        if gauge in read.args:
            return Source(name, None, records, gauge)
        total = (
            jsonl.count_lines(file)
            if read.func is jsonl.read
            else sum(not isinstance(record, Remark) for _, record in read())
        )
    return Source(name, total, records)


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


def _recognise(
    file: TextFile, head: bytes, options: ReadOptions, gauge: Gauge
) -> "partial[Placed]":
    """The call that reads this file, with the gauge if it moves it. Raises _Unreadable."""
    text = decode_start(head, file.encoding).lstrip("\ufeff \t\r\n")
    if text.startswith(("[", "{")):
        return _recognise_json(file, text, options, gauge)
    if text.startswith("%PDF-"):
        raise _Foreign("is a PDF; export references as RIS or BibTeX, tables as CSV")
    for form in (tagged, bibtex, table):
        if form.recognise(text):
            return partial(form.read, file, gauge)
    if daily_page.recognise(text):
        return partial(daily_page.read, file, options.year)
    if columns := table.describe(text):
        raise _Unreadable(
            f"is a table without a column 'abstract'; its columns are {columns[:300]}"
        )
    raise _Foreign(
        "is no format known here: a Daily Papers page as text, JSON or JSONL of papers, CSV with "
        "'title' and 'abstract', BibTeX, RIS, PubMed's nbib, Web of Science's text, EndNote's "
        "export, arXiv's metadata snapshot; most programs export RIS or BibTeX, PubMed nbib"
    )


def _recognise_json(
    file: TextFile, text: str, options: ReadOptions, gauge: Gauge
) -> "partial[Placed]":
    in_lines = text.startswith("{") and text.partition("\n")[0].strip() != "{"
    if in_lines and arxiv_snapshot.recognise(text):
        return partial(arxiv_snapshot.read, file, options, gauge)
    if in_lines and json_list.find_list(text) is None:
        return partial(jsonl.read, file)
    return partial(json_list.read, file)


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


def _find_encoding(head: bytes) -> str:
    """Raises _Unreadable."""
    encoding = find_encoding(head)
    if head.lstrip()[:1] in (b"[", b"{") and encoding in (None, UTF8):
        return UTF8  # with broken records perhaps
    if encoding is None:
        raise _Unreadable("is in no encoding known here; save it as UTF-8")
    if b"\0" in head and encoding in (UTF8, WESTERN):
        raise _Foreign("is binary; save a workbook as CSV, export references as RIS or BibTeX")
    return encoding


def _placed(name: str, file: TextFile, read: Callable[[], Placed]) -> Records:
    if file.encoding == WESTERN:
        yield Remark(
            "is not UTF-8 and is read as Windows-1252; save it as UTF-8 if letters are wrong", name
        )
    with _named(name):
        yield from place(name, read())
