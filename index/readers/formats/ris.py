"""RIS, as reference managers export it, record by record."""

import re
from pathlib import Path
from typing import Any

import rispy

from index.papers.paper import BadPaper, Paper, Record
from index.readers.formats import references
from index.readers.input import lines
from index.readers.input.types import Gauge, Placed

MAX_RECORD = 500_000  # characters
_START = re.compile(r"TY\s{0,2}-")
_END = re.compile(r"ER\s{0,2}-")


def recognise(text: str) -> bool:
    """Whether the first line that is not blank begins a record."""
    return bool(_START.match(text.lstrip()))


def read(path: Path, gauge: Gauge) -> Placed:
    """Yield (line of the record, paper or complaint). Streams the file."""
    start, block, size = 0, list[str](), 0
    for number, line in lines.read_lines(path, gauge):
        begins, ends = _START.match(line), _END.match(line)
        if block and (begins or ends):
            yield start, _read_block("\n".join(block))
            block, size = [], 0
        if begins:
            start = number
        if (begins or block) and size <= MAX_RECORD:
            block.append(line)
            size += len(line) + 1
    if block:
        yield start, _read_block("\n".join(block))


def _read_block(text: str) -> Record:
    try:
        lines.check_text(text, MAX_RECORD)
        records = rispy.loads(f"{text}\nER  - \n")
    except BadPaper as error:
        return error
    except Exception as error:  # it names none of its own: whatever Python raises inside it
        return BadPaper(f"is no sound RIS: {str(error)[:120]}")
    try:
        return _make(records[0]) if records else BadPaper("is no sound RIS: nothing in it")
    except BadPaper as error:
        return error


def _make(record: dict[str, Any]) -> Paper:
    names = record.get("authors") or record.get("first_authors") or []
    return references.make_paper(
        title=_first(record, "title", "primary_title"),
        abstract=_first(record, "abstract", "notes_abstract"),
        authors=[_turn(name) for name in names],
        published=references.read_date(_first(record, "date", "year", "publication_year")),
        doi=_first(record, "doi"),
        urls=record.get("urls") or [],
        ids=[_first(record, "accession_number")],
        source="ris",
    )


def _first(record: dict[str, Any], *names: str) -> str:
    return next((str(record[name]) for name in names if record.get(name)), "")


def _turn(name: str) -> str:
    """ "Lovelace, Ada" as "Ada Lovelace"."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name
