"""CSV: a line that names the columns, then a paper a line; commas, semicolons, tabs or bars.

What stands before the line with the columns, as Dimensions and Excel write it, is passed over.
"""

import csv
from collections.abc import Iterator

from index.papers.paper import BadPaper, Record
from index.readers.input import lines
from index.readers.input.types import Gauge, Placed, TextFile
from index.readers.values.columns import collect, flatten
from index.readers.values.reading import read_record

MAX_CELL = 200_000  # characters: an unclosed quote swallows no more
_SEPARATORS = (",", ";", "\t", "|")
_NEAR = 30  # lines in which the columns are named
_MOST_BACK = 1_000  # lines with an open quote, behind each of which much is read once more


def recognise(text: str) -> bool:
    """Whether one of the first lines names the columns that a paper needs."""
    return any(map(_find_separator, _first_lines(text)))


def describe(text: str) -> str | None:
    """The columns of what looks like a table of papers without abstracts; else None."""
    for line in _first_lines(text):
        for separator in _SEPARATORS:
            names = _cells(line, separator)
            if "title" in collect((name, "x") for name in names):
                return ", ".join(name.strip() for name in names)
    return None


def _first_lines(text: str) -> list[str]:
    return text.lstrip("\ufeff \r\n").splitlines()[:_NEAR]


def _find_separator(line: str) -> str | None:
    for separator in _SEPARATORS:
        if {"title", "abstract"} <= collect((n, "x") for n in _cells(line, separator)).keys():
            return separator
    return None


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def read(file: TextFile, gauge: Gauge) -> Placed:
    """Yield (line, paper, remark or complaint). Streams the file."""
    csv.field_size_limit(MAX_CELL)
    rows = lines.read_lines(file, gauge)
    for _, line in rows:
        if separator := _find_separator(line):
            yield from _read_rows(rows, separator, _cells(line, separator))


class _Rows:
    """The rows of a table; a quote that is never closed costs its line, not what it swallows."""

    def __init__(self, rows: Iterator[tuple[int, str]], separator: str, names: list[str]) -> None:
        self._rows, self._again = rows, list[tuple[int, str]]()
        self._taken: list[tuple[int, str]] = []
        self._most_back = _MOST_BACK
        # Web of Science writes tables whose quotes are text.
        self._quoted = separator != "\t" or names[0].strip() != "PT"
        quoting = csv.QUOTE_MINIMAL if self._quoted else csv.QUOTE_NONE
        self._dialect = type("Dialect", (csv.excel,), {"delimiter": separator, "quoting": quoting})

    def __iter__(self) -> "_Rows":
        return self

    def __next__(self) -> str:
        self._taken.append(self._again.pop() if self._again else next(self._rows))
        return self._taken[-1][1] + "\n"

    def read_row(self) -> tuple[int, list[str], str | None] | None:
        """The next row's line, cells, and what is wrong with it; None at the end."""
        self._taken = []
        cells, problem = list[str](), None
        try:
            cells = next(csv.reader(self, self._dialect))
        except StopIteration:
            return None
        except csv.Error as error:
            problem = str(error)
        if self._is_open(problem):
            problem = "a quote is not closed"
            self._take_back()
        return self._taken[0][0], cells, problem

    def _is_open(self, problem: str | None) -> bool:
        several = self._quoted and len(self._taken) > 1
        return several and bool(problem or sum(line.count('"') for _, line in self._taken) % 2)

    def _take_back(self) -> None:
        """Read all but the first line once more."""
        if self._most_back:
            self._most_back -= 1
            self._again += reversed(self._taken[1:])


def _read_rows(rows: Iterator[tuple[int, str]], separator: str, names: list[str]) -> Placed:
    held = _Rows(rows, separator, names)
    while (row := held.read_row()) is not None:
        start, cells, problem = row
        if problem:
            yield start, BadPaper(f"is no sound CSV: {problem}")
        elif any(cell.strip() for cell in cells):
            for record in _make(names, cells):
                yield start, record


def _make(names: list[str], cells: list[str]) -> list[Record]:
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(names):
        return [BadPaper(f"has {len(cells)} cells, more than the {len(names)} columns")]
    try:
        lines.check_text("".join(cells))
    except BadPaper as error:
        return [error]
    return read_record(collect(flatten(zip(names, cells, strict=False))), "csv")
