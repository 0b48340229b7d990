"""What the index holds, as HTML without a line break: facts, bars, a table, one paper."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from index.papers.filters import ALL, Order
from index.papers.paper import Paper
from index.store.atlas import read_map
from index.store.reader import IndexReader
from page.markup.escaping import escape_html
from page.markup.papers import describe_facts, link_title
from rag.answer.wording import list_facts

LARGEST = 10  # organizations
LIKED = 10
_MONTHS = 36  # beyond which years are counted
SORTS = {
    "newest": Order("date"),
    "oldest": Order("date", descending=False),
    "most upvoted": Order("upvotes"),
}
Bar = tuple[str, int]


def to_overview(index: IndexReader) -> str:
    """How many papers, of when and of whom, and how they were indexed."""
    overview = index.overview()
    liked = index.select(ALL, Order("upvotes"), LIKED)
    parts = [
        _facts(index),
        _bars("Papers by " + _unit(overview.months()), count_times(overview.months())),
        _bars("Organizations with most papers", overview.organizations(LARGEST)),
        _bars("Most upvoted", [(paper.title, paper.upvotes or 0) for paper in liked]),
    ]
    return f'<section class="corpus">{"".join(parts)}</section>'


def _facts(index: IndexReader) -> str:
    overview = index.overview()
    span, when = overview.date_span(), overview.indexed_at()
    facts = {
        "Papers": f"{index.count_papers():,}",
        "Dated": f"{span[0]} to {span[1]}" if span else "none",
        "Last indexed": f"{when:%Y-%m-%d %H:%M}",
        "Embedder": index.embedder.name,
    }
    rows = "".join(f"<dt>{name}</dt><dd>{escape_html(said)}</dd>" for name, said in facts.items())
    return f'<dl class="facts">{rows}</dl>'


def _unit(months: Sequence[tuple[date, int]]) -> str:
    return "month" if len(months) <= _MONTHS else "year"


def count_times(months: Sequence[tuple[date, int]]) -> list[Bar]:
    """Papers by month, the newest first; by year where that would be more than anybody reads."""
    months = months[::-1]
    if _unit(months) == "month":
        return [(f"{month:%Y-%m}", count) for month, count in months]
    years: dict[str, int] = {}
    for month, count in months:
        years[f"{month:%Y}"] = years.get(f"{month:%Y}", 0) + count
    return list(years.items())


def _bars(heading: str, bars: Sequence[Bar]) -> str:
    """A list in which the numbers can be seen and read."""
    most = max((count for _, count in bars), default=0)
    if not most:
        return ""
    rows = "".join(
        f'<li><span class="name">{escape_html(name)}</span>'
        f'<span class="bar" style="width:{100 * count / most:.1f}%"></span>'
        f'<span class="count">{count:,}</span></li>'
        for name, count in bars
    )
    return f'<div class="bars"><h3>{heading}</h3><ul>{rows}</ul></div>'


def to_table(papers: Iterable[Paper]) -> str:
    """A row for each paper; its title shows it."""
    rows = "".join(
        f'<tr><td><a href="#p-{n}">{escape_html(paper.title)}</a>'
        "</td>"
        f"<td>{escape_html(str(paper.published or paper.listed or ''))}</td>"
        f"<td>{escape_html(paper.organization or '')}</td>"
        f"<td>{'' if paper.upvotes is None else f'{paper.upvotes:,}'}</td></tr>"
        for n, paper in enumerate(papers)
    )
    head = "".join(f"<th>{name}</th>" for name in ("Title", "Date", "Organization", "Upvotes"))
    body = rows or '<tr><td colspan="4">No paper matches.</td></tr>'
    return f'<table class="papers"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def to_card(paper: Paper | None) -> str:
    """One paper, whole."""
    if paper is None:
        return '<p class="hint">Choose a paper on the map or in the table.</p>'
    more = "; ".join(list_facts(paper))
    return (
        f'<div class="source" id="chosen"><h3>{link_title(paper)}</h3>'
        f'<p class="hint">{describe_facts(paper)}</p><p>{escape_html(paper.abstract)}</p>'
        f'<p class="hint">{escape_html(more)}</p></div>'
    )


def to_points(index: IndexReader) -> dict[str, Any]:
    """The map for the page's script: each point's paper, place, title and date."""
    places = read_map(index.folder)
    chunks = index.chunks(f"{place.id}#0" for place in places)
    points = []
    for place in places:
        chunk = chunks.get(f"{place.id}#0")
        if chunk:  # else it left the index after the map was made
            day = str(chunk.paper.published or chunk.paper.listed or "")
            points.append([place.id, place.x, place.y, chunk.paper.title[:120], day])
    return {"points": points, "papers": index.count_papers()}
