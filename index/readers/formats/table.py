"""CSV: a first line that names the columns, then a paper a line; commas, semicolons or tabs.

The names are those of JSONL, in any case; authors stand in one column, with semicolons between
them, or with commas where there is no semicolon.
"""

import csv
from pathlib import Path

from index.papers.paper import BadPaper, Record
from index.readers.formats import jsonl
from index.readers.input import lines
from index.readers.input.types import Gauge, Placed

MAX_CELL = 200_000  # characters: an unclosed quote swallows no more
_SEPARATORS = (",", ";", "\t")
_COUNTS = ("upvotes", "comments", "author_count", "version")


def recognise(text: str) -> bool:
    """Whether the first line names the columns that a paper needs."""
    first = next(iter(text.lstrip("\ufeff \r\n").splitlines()), "")
    try:
        return _find_separator(first) is not None
    except csv.Error:
        return False


def _find_separator(line: str) -> str | None:
    for separator in _SEPARATORS:
        names = _names(next(csv.reader([line], delimiter=separator), []))
        if "title" in names and jsonl.ABSTRACTS.intersection(names):
            return separator
    return None


def _names(cells: list[str]) -> list[str]:
    return [cell.strip().casefold().replace(" ", "_") for cell in cells]


def read(path: Path, gauge: Gauge) -> Placed:
    """Yield (line, paper or complaint). Streams the file."""
    csv.field_size_limit(MAX_CELL)
    rows = lines.read_lines(path, gauge)
    first = next((line for _, line in rows if line.strip()), "")
    separator = _find_separator(first) or ","
    names = _names(next(csv.reader([first], delimiter=separator)))
    table = csv.reader((f"{line}\n" for _, line in rows), delimiter=separator)
    start = 2
    while True:
        try:
            cells = next(table)
            if any(cell.strip() for cell in cells):
                yield start, _make(names, cells)
        except StopIteration:
            return
        except csv.Error as error:
            yield start, BadPaper(f"is no sound CSV: {error}")
        start = table.line_num + 2


def _make(names: list[str], cells: list[str]) -> Record:
    if len(cells) > len(names):
        return BadPaper(f"has {len(cells)} cells, more than the {len(names)} columns")
    record: dict[str, object] = {
        name: cell for name, cell in zip(names, cells, strict=False) if cell.strip()
    }
    for name in _COUNTS:
        text = str(record.get(name, "")).strip()
        if text.isdecimal() and len(text) < 20:
            record[name] = int(text)
    for name in ("authors", "sources"):
        if isinstance(in_one := record.get(name), str):
            record[name] = _split(in_one)
    try:
        lines.check_text("".join(cells))
        return jsonl.make_paper({"source": "csv"} | record)
    except BadPaper as error:
        return error


def _split(text: str) -> list[str]:
    parts = text.split(";" if ";" in text else ",")
    return [part.strip() for part in parts if part.strip()]
