"""BibTeX, entry by entry: a file of any length fits in memory, and a broken entry costs itself."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from index.papers.paper import BadPaper, Record, Remark
from index.readers.input import lines
from index.readers.input.types import Gauge, Placed, TextFile
from index.readers.values.columns import Value, collect, read_table
from index.readers.values.latex import decode_latex
from index.readers.values.names import drop_rest, is_suffix, turn_parts
from index.readers.values.people import read_people
from index.readers.values.reading import read_record

if TYPE_CHECKING:
    from index.readers.formats.bibtex_parser import Entry

MAX_ENTRY = 500_000  # characters
_START = re.compile(r"\s*@\s*([A-Za-z][\w-]*)\s*([{(])")
# What begins an entry though the one before is not closed; "@ 10 {clean}" in an abstract is none.
_SURE_START = re.compile(
    r"\s*@\s*(?:[A-Za-z][\w-]*\s*[{(]\s*[^\s,{}()\"=#%]+\s*,|(?i:string|preamble)\s*[{(])"
)
_MARKS = re.compile(r"""\\.|[{}"()]""")
_NO_PAPERS = {"comment", "preamble"}
_PLACES = read_table("""
title: title
abstract: abstract, abstractnote
published: date, year
month: month
day: day
doi: doi, ee?, url?
url: url, ee?, link, bdsk-url-1?, howpublished?
arxiv: eprint, arxivid, arxiv, eid?, number?, volume?, journal?, note?, howpublished?
organization: institution?
""")
_LINKS = ("doi", "ee", "url", "link", "bdsk-url-1", "howpublished", "eprint", "arxivid", "arxiv")
_USED = ("title", "abstract", "author", "year", "date", "doi", "url", "eprint")
# Fields of other things that may be an arXiv id, and nothing else, but only where they say so.
_PERHAPS = ("eid", "number", "volume", "journal", "note")
_ARXIV = re.compile(r"\s*(?:arXiv|abs/)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(?:url|href|nolinkurl)\b|\\(?=[_%&#~$^{}])|[{}]")
_SIGN = re.compile(r"\{?\\(textasciitilde|textless|textgreater|~)\s?(?:\{\})?\}?")
_SIGNS = {"textasciitilde": "~", "textless": "<", "textgreater": ">", "~": "~"}
_MANY = 5_000  # braces among names, which pybtex takes seconds to match


class _Block:
    """What stands between an @ and the closing bracket, as far as it was read.

    A brace behind a backslash is text, and so is a round bracket within quotes.
    """

    def __init__(self, line: int, bracket: str) -> None:
        self.line, self.is_closed = line, False
        self._depth, self._round = int(bracket == "{"), bracket == "("
        self._quoted = False
        self._parts: list[str] = []
        self._size = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def read(self, line: str, start: int, begin: int) -> int | None:
        """Take a line from `start` on; returns where, from `begin` on, the block ends in it."""
        end = next(
            (found.end() for found in _MARKS.finditer(line, begin) if self._closes(found[0])), None
        )
        self.is_closed = end is not None
        if self._size <= MAX_ENTRY:
            part = line[start:end] + ("" if self.is_closed else "\n")
            self._parts.append(part)
            self._size += len(part)
        return end

    def _closes(self, mark: str) -> bool:
        if mark == '"':
            self._quoted = not self._quoted if self._depth == int(not self._round) else self._quoted
        elif mark == ")":
            return self._round and self._depth == 0 and not self._quoted
        elif mark in "{}":
            self._depth += 1 if mark == "{" else -1
            return not self._round and self._depth == 0
        return False


def recognise(text: str) -> bool:
    """Whether an entry begins somewhere in the text: BibTeX passes over all that is outside."""
    return any(map(_SURE_START.match, text.splitlines()))


def read(file: TextFile, gauge: Gauge) -> Placed:
    """Yield (line of the entry, paper, remark or complaint). Streams the file."""
    from index.readers.formats import bibtex_parser  # pybtex, a tenth of a second

    macros = bibtex_parser.make_macros()
    for block in _split(lines.read_lines(file, gauge)):
        for record in _read_block(block, partial(bibtex_parser.parse_entry, macros=macros)):
            yield block.line, record


def _split(rows: Iterable[tuple[int, str]]) -> Iterator[_Block]:
    """The blocks of a file; one that is not closed ends where the next surely begins."""
    block: _Block | None = None
    for number, line in rows:
        if block and _SURE_START.match(line):
            yield block
            block = None
        position: int | None = 0
        while position is not None:
            block, position = _go_on(block, number, line, position)
            if block and block.is_closed:
                yield block
                block = None
    if block:
        yield block


def _go_on(
    block: _Block | None, number: int, line: str, position: int
) -> tuple[_Block | None, int | None]:
    """Read a line on from a position: the block that is open, and where to go on in the line."""
    if block:
        return block, block.read(line, position, position)
    found = _START.match(line, position)
    if not found:
        return None, None
    if found[1].casefold() in _NO_PAPERS:
        return None, found.end()
    block = _Block(number, found[2])
    return block, block.read(line, position, found.end())


def _read_block(block: _Block, parse: Callable[[str], "Entry | None"]) -> list[Record]:
    try:
        lines.check_text(block.text, MAX_ENTRY)
        if not block.is_closed:
            raise BadPaper(f"{block.text[:40]!r} is no sound BibTeX: it is not closed")
        entry = parse(block.text)
    except BadPaper as error:
        return [error]
    return _read_entry(entry) if entry else []


def _read_entry(entry: "Entry") -> list[Record]:
    said = [f"{name}: {reason}" for name, reason in entry.remarks if name in _USED]
    fields: dict[str, str] = {}
    for name, value in entry.fields:
        if name in fields and name in _USED:
            said.append(f"{name} is given twice, and the first is taken")
        fields.setdefault(name, value)
    values = collect(_decode(fields), _PLACES)
    if names := " ".join(fields.get("author", "").split()):
        values["authors"] = [Value("author", _read_names(names))]
    key = entry.key.strip()[:80]
    records = read_record(values, "bibtex")
    last = records[-1]
    if isinstance(last, BadPaper):
        return [BadPaper("; ".join([last.reason, *said[:1]]), key=key)]
    remarks = [*said, *(record.reason for record in records if isinstance(record, Remark))]
    return [*(Remark(reason, key=key) for reason in remarks), last]


def _decode(fields: dict[str, str]) -> Iterator[tuple[str, object]]:
    """The fields as plain text."""
    other = fields.get("archiveprefix") or fields.get("eprinttype") or "arXiv"
    for name, value in fields.items():
        if name == "eprint" and other.casefold() != "arxiv":
            continue
        if name in _LINKS:
            yield name, _ESCAPED.sub("", _SIGN.sub(lambda found: _SIGNS[found[1]], value)).strip()
        elif name in _PERHAPS:
            yield name, value if _ARXIV.match(value) else None
        else:
            yield name, decode_latex(" ".join(value.split()))


def _read_names(text: str) -> list[str]:
    """The authors, each "Given Family"; "others" is left for the reading of lists."""
    from index.readers.formats.bibtex_parser import split_names

    if text.count("{") > _MANY:
        text = text.replace("{", "").replace("}", "")
    named = drop_rest(text)
    names = split_names(named)
    several = len(names[0]) > 3 or (len(names[0]) == 3 and not any(map(is_suffix, names[0])))
    if len(names) == 1 and "=" not in text and (several or ";" in text or "&" in text):
        people = read_people(decode_latex(text), lambda _: None)
        return list(people.names) if people else []
    turned = [decode_latex(turn_parts(parts)) for parts in names]
    return turned if named == text else [*turned, "others"]
