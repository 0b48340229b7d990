"""A digest and the trends of its topics, as HTML without a line break."""

from collections.abc import Sequence
from itertools import groupby

from page.markup.escaping import escape_html
from page.markup.papers import link_title
from rag.answer.answer import Answer
from rag.digest.issue import Digest, list_items, say_facts, say_found
from rag.trends import BEFORE, Month, Rise, Trend

_COLUMNS = 60  # months, beyond which years are drawn
EMPTY = '<p class="hint">Write a topic on each line, say since when, and choose Preview.</p>'


def to_preview(digest: Digest) -> str:
    """What the files say, as a part of the page."""
    topics = "".join(map(_topic, digest.answers))
    return (
        f'<section class="digest"><h2>{escape_html(digest.title)}</h2>'
        f'<p class="hint">{escape_html(digest.window.said)}.</p>{topics}</section>'
    )


def to_complaint(text: str) -> str:
    """What is wrong with what was asked for."""
    return f'<p role="alert"><strong>{escape_html(text)}</strong></p>'


def _topic(answer: Answer) -> str:
    items = "".join(
        f'<li>{link_title(paper)} <span class="hint">({escape_html(say_facts(paper))})</span> '
        f"“{escape_html(sentence.text)}”</li>"
        for sentence, paper in list_items(answer)
    )
    head = f"<h3>{escape_html(answer.question)}</h3><p>{escape_html(say_found(answer))}</p>"
    return f"{head}<ol>{items}</ol>" if items else head


def to_plots(trends: Sequence[Trend]) -> str:
    """A column chart for each topic, and the terms that rise in it."""
    return "".join(map(_plot, trends))


def _plot(trend: Trend) -> str:
    if not trend.months:
        return f'<p class="hint">No dated paper is on {escape_html(trend.topic)}.</p>'
    bars = _group(trend.months)
    most = max(bar.papers for bar in bars)
    total = sum(bar.papers for bar in bars)
    unit = "month" if len(bars[0].month) > 4 else "year"
    columns = "".join(
        f'<span style="height:{100 * bar.papers / most:.1f}%" '
        f'title="{bar.month}: {bar.papers:,} of {bar.of:,} papers"></span>'
        for bar in bars
    )
    first, last = bars[0].month, bars[-1].month
    name = escape_html(trend.topic)
    numbers = "".join(f"<li>{bar.month}: {bar.papers:,} of {bar.of:,} papers</li>" for bar in bars)
    return (
        f'<figure class="trend"><figcaption>Papers a {unit} on {name}: {total:,}, '
        f"at most {most:,} a {unit}</figcaption>"
        f'<div class="columns">{columns}</div>'
        f'<div class="axis"><span>{first}</span><span>{last}</span></div>'
        f"<details><summary>Numbers</summary><ul>{numbers}</ul></details>"
        f"{_rising(trend)}</figure>"
    )


def _group(months: Sequence[Month]) -> list[Month]:
    """By year, where there are too many months to tell apart."""
    if len(months) <= _COLUMNS:
        return list(months)
    return [
        Month(year, sum(m.papers for m in own), sum(m.of for m in own))
        for year, group in groupby(months, lambda month: month.month[:4])
        for own in [list(group)]
    ]


def _rising(trend: Trend) -> str:
    if not trend.rising:
        return ""
    since, until = trend.recent
    terms = ", ".join(map(_rise, trend.rising))
    return (
        f'<p class="hint">Rising in its titles from {since} to {until}, against the {BEFORE} '
        f"months before: {terms}.</p>"
    )


def _rise(rise: Rise) -> str:
    return f"{escape_html(rise.term)} ({rise.recent:,} of {rise.recent_of:,})"
