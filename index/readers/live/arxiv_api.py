"""arXiv live: `arxiv:"cat:cs.CL AND abs:retrieval"`, `arxiv:2510.13515,cs/0102003`.

A query's results are read page by page, the last changed first. A query that was once read to its
end stops at the first page on which nothing is new.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from index.errors import BadSource
from index.papers.identity import is_arxiv_id, split_arxiv_id
from index.papers.paper import BadPaper, Paper, Record
from index.readers.input.types import Gauge, ReadOptions, Records, Source, place
from index.readers.live.atom import Page, read_page
from index.readers.live.kept import write_whole
from index.readers.live.web import BadAnswer, Manners, NoAnswer, Web

PREFIX = "arxiv:"
VARIABLE = "ASKPAPERS_ARXIV_URL"
ADDRESS = "https://export.arxiv.org"
PAUSE = 3.0  # seconds, as arXiv's terms of use ask
PAGE = 200  # papers to an answer
_MOST = 30_000  # results of one query that arXiv hands out
_PATH = "/api/query"
_FIELD = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate|lastUpdatedDate):")


def open_arxiv(name: str, options: ReadOptions) -> Source:
    """The papers with some ids, or that a query finds. Raises BadSource."""
    text = name.removeprefix(PREFIX).strip()
    pause = PAUSE if options.pause is None else options.pause
    reading = _Reading(name, Web(VARIABLE, ADDRESS, Manners(pause, options.timeout)), options)
    ids = [part.strip() for part in text.split(",") if part.strip()]
    if ids and all(is_arxiv_id(split_arxiv_id(id)[0]) for id in ids):
        return Source(name, len(ids), reading.read_ids(ids))
    if not _FIELD.search(text):
        raise BadSource(
            f"{name}: is neither ids, such as arxiv:2510.13515, nor a query in arXiv's words, such "
            'as arxiv:"cat:cs.CL AND abs:retrieval"'
        )
    gauge = Gauge("papers", None)
    mark = _Mark(options.kept, text)
    stops = mark.is_set() and not (options.whole or options.refresh)
    return Source(name, None, reading.read_query(text, gauge, stops=stops), gauge, mark.set)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A file that says that a query was read to its end."""

    kept: Path | None
    query: str

    def is_set(self) -> bool:
        return self.kept is not None and self._file(self.kept).is_file()

    def set(self) -> None:
        if self.kept:
            write_whole(self._file(self.kept), json.dumps({"query": self.query}).encode())

    def _file(self, kept: Path) -> Path:
        return kept / "arxiv" / f"{hashlib.sha256(self.query.encode()).hexdigest()[:16]}.json"


@dataclass(frozen=True, slots=True)
class _Reading:
    name: str
    web: Web
    options: ReadOptions

    def read_ids(self, ids: list[str]) -> Records:
        """Yield the papers with these ids; one that arXiv lacks is a complaint."""
        for start in range(0, len(ids), PAGE):
            part = [split_arxiv_id(id) for id in ids[start : start + PAGE]]
            written = [f"{id}v{version}" if version else id for id, version in part]
            query = {"id_list": ",".join(written), "max_results": str(PAGE)}
            records = self._ask(query, read_page).records
            yield from self._place(records)
            found = {record.id for record in records if isinstance(record, Paper)}
            for id, _ in part:
                if id not in found and not any(id in str(record) for record in records):
                    yield BadPaper("arXiv has no such paper", f"{PREFIX}{id}")

    def read_query(self, text: str, gauge: Gauge, *, stops: bool) -> Records:
        """Yield all that a query finds; where it `stops`, only down to what is known.

        Raises BadSource.
        """
        start, seen = 0, set[str]()
        while True:
            page = self._ask(_page_of(text, start), partial(_check, start=start))
            yield from self._place(page.records)
            start += len(page.records)
            gauge.total = max(page.total, start)
            gauge.move(start)
            names = {_name(record) for record in page.records}
            if start >= page.total or names <= seen or (stops and not self._has_news(page)):
                gauge.total = start
                return
            seen |= names
            if start >= _MOST:
                raise BadSource(
                    f"{self.name}: arXiv hands out {_MOST:,} results of a query and has "
                    f"{page.total:,}; ask for less, or read arXiv's metadata snapshot"
                )

    def _ask(self, query: dict[str, str], read: Callable[[bytes], Page]) -> Page:
        try:
            page = self.web.ask(_PATH, query, read)
        except (NoAnswer, BadSource) as error:
            raise BadSource(f"{self.name}: {error}") from error
        if page.complaint is not None:
            raise BadSource(f"{self.name}: arXiv refuses the query: {page.complaint}")
        return page

    def _has_news(self, page: Page) -> bool:
        """Whether a page has a paper, or a version of one, that the index lacks."""
        papers = [record for record in page.records if isinstance(record, Paper)]
        known = self.options.known(paper.id for paper in papers)
        return any(
            paper.id not in known or (known[paper.id].version or 0) < (paper.version or 0)
            for paper in papers
        )

    def _place(self, records: list[Record]) -> Records:
        return place(self.name, ((None, record) for record in records))


def _page_of(text: str, start: int) -> dict[str, str]:
    return {
        "search_query": text, "start": str(start), "max_results": str(PAGE),
        "sortBy": "lastUpdatedDate", "sortOrder": "descending",
    }  # fmt: skip


def _check(content: bytes, start: int) -> Page:
    """Raises BadAnswer, also on a page that is empty where it should not be: arXiv sends such."""
    page = read_page(content)
    if not page.records and page.complaint is None and page.total > start:
        raise BadAnswer(f"is empty, though there are {page.total:,} results")
    return page


def _name(record: Record) -> str:
    return record.id if isinstance(record, Paper) else str(record)
