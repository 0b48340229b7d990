"""Atom as arXiv's API answers it. Entities and document types are refused: an answer needs none."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from index.papers.cleaning import clean_text
from index.papers.paper import BadPaper, Record
from index.readers.formats.arxiv_snapshot import make_paper
from index.readers.live.web import BadAnswer

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_ERRORS = "/api/errors"


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its papers and complaints, how many results there are in all, or what arXiv
    complains of.
    """

    records: list[Record]
    total: int
    complaint: str | None = None


def read_page(content: bytes) -> Page:
    """Raises BadAnswer."""
    try:
        feed = ElementTree.fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadAnswer(f"is no sound XML: {str(error)[:120]}") from error
    if feed.tag != f"{_ATOM}feed":
        raise BadAnswer(f"is no Atom feed but <{feed.tag[:60]}>")
    entries = feed.findall(f"{_ATOM}entry")
    for entry in entries:
        if _ERRORS in _text(entry, "id"):
            return Page([], 0, clean_text(_text(entry, "summary"))[:200])
    total = feed.findtext(_TOTAL, "").strip()
    return Page(
        [_make_record(entry) for entry in entries],
        int(total) if total.isdecimal() and len(total) < 10 else len(entries),
    )


def _make_record(entry: Element) -> Record:
    address = _text(entry, "id").strip()
    try:
        return make_paper(
            id=address,
            title=_text(entry, "title"),
            abstract=_text(entry, "summary"),
            comment=entry.findtext(f"{_ARXIV}comment") or "",
            authors=[_text(author, "name") for author in entry.findall(f"{_ATOM}author")],
            published=_text(entry, "published"),
            doi=entry.findtext(f"{_ARXIV}doi"),
            source="arxiv-api",
        )
    except BadPaper as error:
        return BadPaper(error.reason, key=address[:80] or "an entry without id")


def _text(element: Element, name: str) -> str:
    return element.findtext(f"{_ATOM}{name}") or ""
