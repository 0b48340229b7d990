"""arXiv's metadata snapshot: JSONL, a paper a line, 2.7 million lines, packed or not.

Lines that the filter leaves out are not looked at any further. What makes a paper of a record here
makes one of the API's entries too.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from typing import Any

from index.papers.fields import check_url
from index.papers.paper import BadPaper, Paper, PaperDate, Record
from index.papers.withdrawal import says_withdrawn
from index.readers.formats import jsonl
from index.readers.input import lines
from index.readers.input.types import Gauge, Placed, ReadOptions, TextFile
from index.readers.values.latex import decode_latex, decode_macros
from index.readers.values.links import read_doi

_FIRST = 20  # lines looked at
_MARKS = ('"authors_parsed"', '"update_date"', '"versions"')
_AND = re.compile(r", ?(?:and )?| and ")
_AFFILIATION = re.compile(r"\([^()]*\)")


def recognise(head: str) -> bool:
    """Whether the start of a JSONL file has the fields of the snapshot."""
    return any(
        '"categories"' in line and any(mark in line for mark in _MARKS)
        for line in head.split("\n", _FIRST)[:_FIRST]
    )


def read(file: TextFile, options: ReadOptions, gauge: Gauge) -> Placed:
    """Yield (line, paper or complaint) of those that the options ask for. Streams the file."""
    for number, line in lines.read_lines(file, gauge):
        if not line.strip():
            continue
        record = _read_line(line, options)
        if record is not None:
            yield number, record


def _read_line(line: str, options: ReadOptions) -> Record | None:
    record = jsonl.decode(line)
    if isinstance(record, BadPaper):
        return record
    if not isinstance(record, Mapping):
        return BadPaper(f"is not a JSON object but a {type(record).__name__}")
    try:
        if not _is_wanted(record, options):
            return None
        versions = _versions(record)
        return make_paper(
            id=str(record.get("id") or ""),
            version=len(versions) or None,
            title=_decode(record.get("title")),
            abstract=_decode(record.get("abstract")),
            comment=str(record.get("comments") or ""),
            authors=_authors(record),
            published=_published(record),
            doi=record.get("doi"),
            source="arxiv-snapshot",
        )
    except BadPaper as error:
        return error


def make_paper(
    *, id: str, title: object, abstract: object, comment: str, authors: list[str],
    published: object, source: str, version: object = None, doi: object = None,
) -> Paper:  # fmt: skip
    """A paper as arXiv describes it. Raises BadPaper.

    Where the authors' comment is a notice of withdrawal it stands for the abstract, which arXiv
    keeps.
    """
    paper = Paper.make(
        id=id,
        title=title,
        abstract=comment if says_withdrawn("", comment) else abstract,
        authors=authors,
        author_count=len(authors) or None,
        published=published,
        version=version,
        source=source,
        doi=_read_doi(doi),
    )
    return replace(paper, url=check_url(f"https://arxiv.org/abs/{paper.id}"))


def _read_doi(value: object) -> str | None:
    """The journal's, which authors enter: what is none costs no paper."""
    try:
        return read_doi(value, lambda _: None)
    except BadPaper:
        return None


def _is_wanted(record: Mapping[str, Any], options: ReadOptions) -> bool:
    if options.categories:
        found = str(record.get("categories") or "").split()
        archives = {category.partition(".")[0] for category in found}
        if not options.categories & {*found, *archives}:
            return False
    if options.since is None:
        return True
    published = _published(record)
    return published is not None and str(published) >= str(options.since)


def _versions(record: Mapping[str, Any]) -> list[Any]:
    versions = record.get("versions")
    return versions if isinstance(versions, list) else []


def _published(record: Mapping[str, Any]) -> PaperDate | None:
    """The day of the first version, else of the last change. Raises BadPaper."""
    for version in _versions(record)[:1]:
        created = version.get("created") if isinstance(version, Mapping) else None
        try:
            return PaperDate.of(parsedate_to_datetime(str(created)))
        except (ValueError, TypeError, OverflowError):
            break
    updated = record.get("update_date")
    return PaperDate.parse(updated) if isinstance(updated, str) and updated.strip() else None


def _authors(record: Mapping[str, Any]) -> list[str]:
    parsed = record.get("authors_parsed")
    if isinstance(parsed, list):
        names = [_join(name) for name in parsed]
    else:
        text = " ".join(_AFFILIATION.sub("", str(record.get("authors") or "")).split())
        names = [name.strip() for name in _AND.split(text)]
    return [decode_latex(name) for name in names if name]


def _decode(text: object) -> object:
    return decode_macros(text) if isinstance(text, str) else text


def _join(name: object) -> str:
    """ "Last", "First", "Jr" as "First Last Jr"."""
    if not isinstance(name, list):
        return str(name)
    last, first, suffix = ([str(part) for part in name] + ["", "", ""])[:3]  # then affiliations
    return " ".join(part for part in (first, last, suffix) if part)
