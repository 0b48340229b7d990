"""What a run has to say at its end: by it a person sees whether their file was understood."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from index.ingest.build import Tally
from index.ingest.complaints import Complaints, Kind
from index.papers.cleaning import escape_hidden
from index.papers.paper import Paper
from index.store.writer import Census

_SHOWN = 10  # kinds of complaints, in the text
_LONGEST = 60  # characters of a title, of names or of an abstract
_NAMES = 3  # authors of the example


@dataclass(slots=True)
class Report:
    """What became of the records, what the papers have now, and what was complained of.

    `left_out` counts remarks: on a field that was left out of a paper, on what was assumed of it.
    `skipped` counts the bad records. `str()` is lines for a terminal.
    """

    tally: Tally = field(default_factory=Tally)
    census: Census = field(default_factory=Census)
    left_out: Complaints = field(default_factory=Complaints)
    skipped: Complaints = field(default_factory=Complaints)

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON values, of bounded size."""
        return self.tally.to_dict() | {
            "papers": _describe(self.census),
            "left_out": [_describe_kind(kind) for kind in self.left_out.kinds()],
            "skipped": [_describe_kind(kind) for kind in self.skipped.kinds()],
        }

    @property
    def headline(self) -> str:
        """One line: the counts of records, and of what else was noted of them."""
        notes = self.left_out.total
        noun = "note" if notes == 1 else "notes"
        return f"{self.tally}, {notes:,} {noun}" if notes else str(self.tally)

    def __str__(self) -> str:
        counts = _count_papers(self.census) if self.census.papers else ()
        left_out = _list_kinds("left out or assumed", self.left_out)
        lines = [self.headline, *counts, *left_out, *_list_kinds("skipped", self.skipped)]
        return "\n".join(map(escape_hidden, lines))


def _describe(census: Census) -> dict[str, Any]:
    first, shortest = census.first, census.shortest
    return {
        "count": census.papers,
        "date": census.date,
        "authors": census.authors,
        "organization": census.organization,
        "link": census.link,
        "doi": census.doi,
        "oldest": census.oldest,
        "newest": census.newest,
        "first": first and {
            "id": first.id,
            "title": first.title,
            "authors": first.authors[:_NAMES],
            "published": str(first.published) if first.published else None,
        },
        "shortest": shortest and {"id": shortest.id, "abstract": _cut(shortest.abstract)},
    }  # fmt: skip


def _describe_kind(kind: Kind) -> dict[str, Any]:
    first = kind.first
    example = {"example": first.said, "source": first.source, "line": first.line}
    return {"kind": kind.name, "count": kind.count, **example}


def _count_papers(census: Census) -> Iterator[str]:
    yield "the papers of this run, as they stand in the index:"
    first, shortest = census.first, census.shortest
    yield _row(census.papers, f"papers, the first: {_cite(first)}" if first else "papers")
    yield _row(census.date, f"with a date{_span(census)}")
    yield _row(census.authors, "with authors")
    yield _row(census.organization, "with an organization")
    yield _row(census.link, "with a link")
    yield _row(census.doi, "with a DOI")
    if shortest:
        length = len(shortest.abstract)
        text = f'"{_cut(shortest.abstract)}" ({length:,} characters)'
        yield _row(census.papers, f"with an abstract, the shortest: {text}")


def _span(census: Census) -> str:
    if not census.date:
        return ""
    same = census.oldest == census.newest
    return f", {census.oldest}" if same else f", from {census.oldest} to {census.newest}"


def _cite(paper: Paper) -> str:
    more = len(paper.authors) - _NAMES
    names = ", ".join(paper.authors[:_NAMES]) or "no authors"
    who = _cut(names) + (f" and {more:,} more" if more > 0 else "")
    return f'"{_cut(paper.title)}", {who}, {paper.published or "no date"}'


def _list_kinds(what: str, complaints: Complaints) -> Iterator[str]:
    kinds = complaints.kinds()
    if kinds:
        yield f"{what}, how often, and the first of each kind:"
    for kind in kinds[:_SHOWN]:
        yield _row(kind.count, str(kind.first))
    if more := kinds[_SHOWN:]:
        yield _row(sum(kind.count for kind in more), f"of {len(more)} more kinds")


def _row(count: int, text: str) -> str:
    return f"{count:>9,}  {text}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
