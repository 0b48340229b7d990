"""Under which names programs keep what we know of a paper: all of it is data, in one table.

Names are folded to letters and digits: "Abstract Note", "abstract_note" and "abstractNote" are one.
Of each field the earlier name is the better one, and the first that can be read is taken. A name
with ? may hold something else: nothing is said where it cannot be read.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from index.readers.values.printed import open_printed

# Of Zotero, Mendeley, JabRef, Scopus, Web of Science, PubMed, Dimensions, Lens, Semantic Scholar,
# OpenAlex, Crossref, CSL, DataCite, BEIR, CORD-19, Papers with Code, Daily Papers and our own.
COLUMNS = """
id: id, _id
arxiv: arxiv id, arxiv, arxiv number, eprint?, archive id?, external id?, archive location?,
    extra?, identifier?, number?, report number?
doi: doi, dois, doi number, digital object identifier, article doi, di, elocation id?, prism doi,
    url?, id?
title: title, article title, document title, paper title, primary title, display name, titles, ti
abstract: abstract, abstracts, abstract note, abstract text, paper abstract, summary,
    abstract inverted index, text, ab, summaries
authors: author full names, author full name, full names, full author names, authors, author,
    authors list, author list, author names, authorships, authorships author display name,
    creators, author string, creator, af, fau, au
published: published, publication date, published date, date published, publish date, pub date,
    date of publication, publication date online, published online, published print, publish time,
    cover date, prism cover date, issued, date, published at, date issued, publication year, year,
    first publication date, pub year, published year, year of publication, py
month: month, published month, publication month
day: day, publication day
listed: listed
url: url, landing page url, link, links, paper url, url abs, html url, article url, source url,
    doi link, doi url, abstract url, full text link, urls, source urls, uri, s2 url, entry id,
    websites, pdf url, pdf link, url pdf, open access pdf, document link, document url,
    paper link, external url, plink, persistent link, source linkout, dimensions url,
    primary location landing page url
version: version?
count: author count
organization: organization
upvotes: upvotes
comments: comments?
code: code?
"""
# An object in one of these is read as if its names stood outside, where they do not.
CONTAINERS = frozenset(
    {"metadata", "meta", "paper", "externalids", "ids", "fields", "data", "attributes", "message",
     "bibjson", "article", "citingpaper", "citedpaper", "row", "content", "identifiers",
     "primarylocation"}
)  # fmt: skip
_NOTHING = frozenset(
    {"", "nan", "NaN", "NaT", "None", "none", "null", "NULL", "N/A", "n/a", "NA", "<NA>", "#N/A",
     "-", "--", "[]", "{}", "n.d.", "[n.d.]", "\\N", "(null)", "[No author name available]",
     "[No authors listed]"}
)  # fmt: skip


Say = Callable[[str], None]  # takes what is to be said of a value


class Place(NamedTuple):
    """Which of our fields a name is of, how far down in its list, and whether surely of it."""

    field: str
    rank: int
    sure: bool


class Value(NamedTuple):
    """What stands under a name, as the source writes that name."""

    name: str
    value: object
    sure: bool = True


Values = dict[str, list[Value]]


Places = dict[str, list[Place]]


def read_table(text: str) -> Places:
    """A table such as COLUMNS, by folded name."""
    found: Places = {}
    for line in re.sub(r",\s*\n\s+", ", ", text.strip()).splitlines():
        field, _, names = line.partition(":")
        for rank, name in enumerate(names.split(",")):
            place = Place(field, rank, not name.endswith("?"))
            found.setdefault(fold_name(name), []).append(place)
    return found


@lru_cache(4_096)
def fold_name(name: str) -> str:
    """Letters and digits alone, in lower case."""
    return re.sub(r"[\W_]+", "", name.casefold())


_PLACES = read_table(COLUMNS)


def collect(items: Iterable[tuple[str, object]], places: Places = _PLACES) -> Values:
    """Values by our field, the best name first, without those that say that there is nothing."""
    found: dict[str, list[tuple[int, Value]]] = {}
    for name, value in items:
        for place in () if _is_nothing(value) else places.get(fold_name(name), ()):
            found.setdefault(place.field, []).append((place.rank, Value(name, value, place.sure)))
    return {
        field: [value for _, value in sorted(ranked, key=lambda pair: pair[0])]
        for field, ranked in found.items()
    }


def flatten(items: Iterable[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    """The items of an object, then those of the objects in it that only hold a part of it."""
    kept = list(items)
    yield from kept
    for name, held in kept:
        if fold_name(name) in CONTAINERS:
            value = open_printed(held) if isinstance(held, str) else held
            if isinstance(value, Mapping):
                yield from value.items()


def _is_nothing(value: object) -> bool:
    if isinstance(value, str):
        return value.strip() in _NOTHING
    return value is None or value != value or value == []  # NaN is not itself
