"""A report on a text that was checked, as HTML without a line break."""

from collections.abc import Sequence

from page.markup.escaping import escape_html
from page.markup.papers import describe_facts, link_title
from rag.verify.report import Report
from rag.verify.verdicts import Ruling, Verdict

EMPTY = (
    '<p class="hint">Paste a paragraph, such as of related work or a model’s answer, and choose '
    "Check: each sentence is held against what it cites, or against the nearest abstracts.</p>"
)
_CLASSES: dict[Ruling, str] = {
    "supported": "supported",
    "contradicted": "contradicted",
    "not said": "unsaid",
    "source not in index": "unsaid",
    "needs none": "exempt",
}


def to_report(report: Report) -> str:
    """The summary, and each sentence with its verdict, reason and quote."""
    items = "".join(map(_item, report.verdicts))
    return f"<section><h2>{escape_html(report.summary)}</h2><ol>{items}</ol></section>"


def _item(verdict: Verdict) -> str:
    sentence = mark_doubts(verdict.sentence, verdict.doubts)
    return (
        f'<li class="{_CLASSES[verdict.ruling]}"><div>{sentence}</div>'
        f'<div class="hint"><b>{verdict.ruling}</b>: {escape_html(verdict.reason)}</div>'
        f"{_source(verdict)}</li>"
    )


def _source(verdict: Verdict) -> str:
    if not verdict.paper:
        return ""
    quote = f"“{escape_html(verdict.quote.text)}”" if verdict.quote else ""
    paper = f"{link_title(verdict.paper)} · {describe_facts(verdict.paper)}"
    return f'<blockquote>{quote}<div class="hint">{paper}</div></blockquote>'


def mark_doubts(sentence: str, doubts: Sequence[str]) -> str:
    """A sentence as HTML, the doubted words, which come in order, inside `<mark>`."""
    parts, last = [], 0
    for doubt in doubts:
        start = sentence.find(doubt, last)
        if doubt and start >= 0:
            parts += [escape_html(sentence[last:start]), f"<mark>{escape_html(doubt)}</mark>"]
            last = start + len(doubt)
    return "".join([*parts, escape_html(sentence[last:])])
