"""A report as one page of HTML that needs no other file."""

import html
from collections.abc import Iterable, Sequence
from typing import Any

from rag.evaluate.report.plots import plot_kinds, plot_latency, plot_risk, plot_trade_off

WORST = 12  # questions that are shown whole
_STYLE = (
    "body{font:16px system-ui;margin:2rem auto;max-width:80rem;padding:0 1rem}"
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2rem .5rem;"
    "text-align:left;vertical-align:top}.worst{table-layout:fixed;width:100%;"
    "overflow-wrap:anywhere}blockquote{margin:0 0 .5rem}svg{max-width:100%;height:auto}"
)


def build_page(report: dict[str, Any], results: Sequence[dict[str, Any]]) -> str:
    """The tables, the plots as SVG, and the worst questions with answer, quotes and gold.

    Nothing that a question, an abstract or a file says is taken for markup.
    """
    sound = [result for result in results if not result["error"]]
    failed = [result for result in results if result["error"]]
    plots = (plot_kinds(report["kinds"]), *(p(sound) for p in (plot_trade_off, plot_risk)))
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>askpapers: evaluation</title>",
        f"<style>{_STYLE}</style>",
        "<h1>Evaluation</h1>",
        _table(report["overall"], {**report["kinds"], "overall": report["overall"]}, "kind"),
        *plots,
        plot_latency(sound),
        "<h2>Latency of each stage</h2>",
        _table({"questions": 0, "p50_ms": 0, "p95_ms": 0}, report["stages"], "stage"),
        "<h2>Worst questions</h2>",
        *map(_format_result, _find_worst(sound)),
        *(["<h2>Failed questions</h2>", _format_failed(failed)] if failed else []),
    ]
    return "\n".join(parts)


def format_value(value: object) -> str:
    """Three digits of a measure, whole milliseconds, a dash for none."""
    if not isinstance(value, float):
        return "–" if value is None else str(value)
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _table(columns: Iterable[str], rows: dict[str, dict[str, Any]], corner: str) -> str:
    names = [name for name in columns if name != "abstention"]
    lines = [
        [_cell(name), *(f"<td>{format_value(figures[column])}</td>" for column in names)]
        for name, figures in rows.items()
    ]
    head = "".join(_cell(name, "th") for name in [corner, *names])
    body = "".join(f"<tr>{''.join(line)}</tr>" for line in lines)
    return f"<table><tr>{head}</tr>{body}</table>"


def _cell(text: str, tag: str = "td") -> str:
    return f"<{tag}>{html.escape(text)}</{tag}>"


def _find_worst(results: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Wrong decisions to answer or abstain first, then the fewest facts found."""

    def badness(result: dict[str, Any]) -> tuple[float, float]:
        scores = result["scores"]
        facts = scores["fact_recall"]
        return scores["answered_rightly"], 1.0 if facts is None else facts

    return sorted(results, key=badness)[:WORST]


def _format_result(result: dict[str, Any]) -> str:
    """Question, answer, quotes and gold side by side."""
    head = "".join(_cell(name, "th") for name in ("question", "answer", "quotes", "gold"))
    cells = (
        html.escape(result["question"]),
        html.escape(result["answer"]["text"]),
        "".join(map(_format_quote, result["answer"]["citations"])) or "–",
        _format_gold(result),
    )
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    title = f"{result['id']} {result['kind']}"
    return f"<h3>{html.escape(title)}</h3><table class=worst><tr>{head}</tr><tr>{row}</tr></table>"


def _format_quote(citation: dict[str, Any]) -> str:
    quote, title = html.escape(citation["quote"]), html.escape(citation["paper"]["title"])
    return f"<blockquote>[{int(citation['number'])}] {quote} <cite>{title}</cite></blockquote>"


def _format_gold(result: dict[str, Any]) -> str:
    gold = result["gold"]
    parts = {
        "answer": result["gold_answer"] or ("" if gold["answerable"] else "not to be answered"),
        "facts": "; ".join(gold["facts"]),
        "papers": "; ".join(gold["papers"]),
    }
    lines = [f"<p><b>{name}:</b> {html.escape(text)}</p>" for name, text in parts.items() if text]
    return "".join(lines)


def _format_failed(results: Iterable[dict[str, Any]]) -> str:
    rows = (
        "".join(_cell(str(result[name])) for name in ("id", "question", "error"))
        for result in results
    )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
