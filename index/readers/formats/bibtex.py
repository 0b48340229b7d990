"""BibTeX, entry by entry: a file of any length fits in memory, and a broken entry costs itself."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.papers.paper import BadPaper, Record
from index.readers.formats import references
from index.readers.input import lines
from index.readers.input.types import Gauge, Placed

MAX_ENTRY = 500_000  # characters
_START = re.compile(r"\s*@\s*(\w+)\s*[{(]")
_OTHERS = {"comment", "preamble", "string"}
_ARXIV = re.compile(r"arxiv", re.IGNORECASE)
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it says is in our complaints


def recognise(text: str) -> bool:
    """Whether a text begins with an entry, behind comments perhaps."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return bool(_START.match(first)) or (
        first.lstrip().startswith("%") and any(map(_START.match, text.splitlines()))
    )


def read(path: Path, gauge: Gauge) -> Placed:
    """Yield (line of the entry, paper or complaint). Streams the file."""
    for number, kind, block in _split(path, gauge):
        if kind.casefold() in _OTHERS:
            continue
        for record in _read_block(block):
            yield number, record


def _split(path: Path, gauge: Gauge) -> Iterator[tuple[int, str, str]]:
    """Yield line, kind and text of every block, up to where the next begins."""
    start, kind, block, size = 0, "", list[str](), 0
    for number, line in lines.read_lines(path, gauge):
        found = _START.match(line)
        if found:
            if block:
                yield start, kind, "\n".join(block)
            start, kind, block, size = number, found[1], [], 0
        if kind and size <= MAX_ENTRY:
            block.append(line)
            size += len(line) + 1
    if block:
        yield start, kind, "\n".join(block)


def _read_block(text: str) -> Iterator[Record]:
    try:
        lines.check_text(text, MAX_ENTRY)
        library = _parse(text)
    except BadPaper as error:
        yield error
        return
    except Exception as error:  # it names none of its own: whatever Python raises inside it
        yield BadPaper(f"is no sound BibTeX: {str(error)[:120]}")
        return
    for block in library.failed_blocks:
        yield BadPaper(f"is no sound BibTeX: {_explain(getattr(block, 'error', ''))}")
    for entry in library.entries:
        yield _make(entry)


def _parse(text: str) -> Any:
    import bibtexparser  # which loads a fifth of a second
    from bibtexparser import middlewares

    return bibtexparser.parse_string(
        text,
        append_middleware=[
            middlewares.NormalizeFieldKeys(),
            middlewares.SeparateCoAuthors(),
            middlewares.SplitNameParts(),
            middlewares.MergeNameParts("first"),
            middlewares.LatexDecodingMiddleware(),
        ],
    )


def _explain(error: object) -> str:
    text = " ".join(str(error).split()).partition(". Note: ")[0]  # what a programmer may do
    return text[:120] or "it is not closed"


def _make(entry: Any) -> Record:
    values = {field.key: field.value for field in entry.fields}
    text = {name: value for name, value in values.items() if isinstance(value, str)}
    authors = values.get("author", [])
    is_arxiv = _ARXIV.search(text.get("archiveprefix", "") + text.get("eprinttype", ""))
    try:
        return references.make_paper(
            title=text.get("title", ""),
            abstract=text.get("abstract", ""),
            authors=[_bare(str(name)) for name in authors if isinstance(authors, list)],
            published=references.read_date(
                text.get("date") or text.get("year", ""), text.get("month", "")
            ),
            doi=text.get("doi", ""),
            urls=[text.get("url", "")],
            ids=[text.get("eprint", "")] if is_arxiv else [],
            source="bibtex",
        )
    except BadPaper as error:
        return BadPaper(error.reason, key=entry.key[:80])


def _bare(name: str) -> str:
    return name.replace("{", "").replace("}", "")
