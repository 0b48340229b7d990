"""Results of a batch run as figures: report.json, report.md, and report.html with plots."""

import html
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from rag.metrics import abstention_scores, mean
from rag.plots import plot_kinds, plot_latency, plot_risk

MEANS = (
    "recall@5", "recall@10", "mrr@10", "ndcg@10", "fact_recall", "citation_precision",
    "citation_recall", "supported",
)  # fmt: skip
WORST = 12
Result = dict[str, Any]
Figures = dict[str, Any]


class BadReport(ValueError):
    """A report that cannot be read or compared; the message names the file."""


def write_report(results: Sequence[Result], out: Path) -> dict[str, Any]:
    """Write the three reports into a folder; returns what report.json holds."""
    ordered = sorted(results, key=lambda result: (result["kind"], result["id"]))
    kinds = {kind: summarise(list(group)) for kind, group in groupby(ordered, lambda r: r["kind"])}
    report = {
        "overall": summarise(ordered),
        "kinds": kinds,
        "questions": {result["id"]: result["scores"] for result in ordered},
    }
    (out / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    (out / "report.md").write_text(_to_markdown(report), encoding="utf-8")
    (out / "report.html").write_text(_to_html(report, ordered), encoding="utf-8")
    return report


def summarise(results: Sequence[Result]) -> Figures:
    """Counts, and means over the eligible questions; a failed question is in `errors` only."""
    sound = [result for result in results if not result["error"]]
    scores = [result["scores"] for result in sound]
    words = [score["words"] for score in scores if score["words"] is not None]
    refused = [(not r["gold"]["answerable"], r["answer"]["abstained"]) for r in sound]
    return {
        "questions": len(results),
        "errors": len(results) - len(sound),
        **{name: mean([score[name] for score in scores]) for name in MEANS},
        "invented": sum(score["invented"] for score in scores),
        "answered": sum(not abstained for _, abstained in refused),
        "abstained": sum(abstained for _, abstained in refused),
        "abstention": abstention_scores(refused),
        "median_words": median(words) if words else None,
        "p95_ms": float(np.percentile([s["ms"] for s in scores], 95)) if scores else None,
    }


def compare_runs(other: Path, out: Path) -> str:
    """Two runs question by question, as Markdown: means, a paired test, who got better and worse.

    The test is a sign-flip permutation test on the differences (10,000 resamples, two-sided),
    over the questions that both runs answered. Raises BadReport.
    """
    before, after = _load(other), _load(out / "report.json")
    shared = sorted(before.keys() & after.keys())
    lines = [f"| measure | {other} | {out} | difference | p | better | worse |", "|---" * 7 + "|"]
    for name in MEANS:
        pairs = [
            (id, old, new)
            for id in shared
            if (old := before[id].get(name)) is not None
            and (new := after[id].get(name)) is not None
        ]
        if pairs:
            lines.append(_compare_measure(name, pairs))
    return "\n".join(lines)


def _compare_measure(name: str, pairs: list[tuple[str, float, float]]) -> str:
    gains = np.array([after - before for _, before, after in pairs])
    better = [id for (id, _, _), gain in zip(pairs, gains, strict=True) if gain > 0]
    worse = [id for (id, _, _), gain in zip(pairs, gains, strict=True) if gain < 0]
    old, new = (float(np.mean([pair[n] for pair in pairs])) for n in (1, 2))
    return (
        f"| {name} | {old:.3f} | {new:.3f} | {new - old:+.3f} | {_flip_test(gains):.3f} "
        f"| {len(better)} {' '.join(better[:8])} | {len(worse)} {' '.join(worse[:8])} |"
    )


def _flip_test(gains: "np.ndarray[Any, np.dtype[np.float64]]") -> float:
    """Two-sided p: how often random signs give a mean as far from 0 as the real one."""
    signs = np.random.default_rng(0).choice([-1.0, 1.0], size=(10_000, len(gains)))
    return float(np.mean(np.abs(signs @ gains) >= abs(gains.sum()) - 1e-12))


def _load(path: Path) -> dict[str, dict[str, float | None]]:
    try:
        questions: dict[str, dict[str, float | None]] = json.loads(path.read_text())["questions"]
    except (OSError, ValueError, KeyError) as error:
        raise BadReport(f"{path} is no report of rag.evaluate: {error}") from error
    return questions


def _to_markdown(report: Figures) -> str:
    rows = {**report["kinds"], "overall": report["overall"]}
    names = [name for name in report["overall"] if name != "abstention"]
    lines = ["| kind | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for kind, figures in rows.items():
        cells = " | ".join(_format(figures[name]) for name in names)
        lines.append(f"| {kind} | {cells} |")
    abstention = report["overall"]["abstention"]
    lines += ["", "Abstention: " + ", ".join(f"{k} {_format(v)}" for k, v in abstention.items())]
    return "\n".join(lines) + "\n"


def _format(value: object) -> str:
    return "–" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)


def _to_html(report: Figures, results: Sequence[Result]) -> str:
    """One file that needs no other: the table, the plots as SVG, the worst questions."""
    sound = [result for result in results if not result["error"]]
    plots = [plot_kinds(report["kinds"]), plot_risk(sound), plot_latency(sound)]
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>askpapers: evaluation</title>",
        "<style>body{font:16px system-ui;margin:2rem auto;max-width:72rem;padding:0 1rem}"
        "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2rem .5rem;"
        "text-align:left;vertical-align:top}svg{max-width:100%;height:auto}</style>",
        "<h1>Evaluation</h1>",
        _table_html(report),
        *plots,
        "<h2>Worst questions</h2>",
        *map(_result_html, _find_worst(sound)),
    ]
    return "\n".join(parts)


def _table_html(report: Figures) -> str:
    names = [name for name in report["overall"] if name != "abstention"]
    head = "".join(f"<th>{html.escape(name)}</th>" for name in ["kind", *names])
    rows = "".join(
        f"<tr><td>{html.escape(kind)}</td>"
        + "".join(f"<td>{_format(figures[name])}</td>" for name in names)
        for kind, figures in {**report["kinds"], "overall": report["overall"]}.items()
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _find_worst(results: Iterable[Result]) -> list[Result]:
    """Wrong decisions to answer or abstain first, then the fewest facts found."""

    def badness(result: Result) -> tuple[float, float]:
        scores = result["scores"]
        facts = scores["fact_recall"]
        return scores["answered_rightly"], 1.0 if facts is None else facts

    return sorted(results, key=badness)[:WORST]


def _result_html(result: Result) -> str:
    answer = result["answer"]
    cells = {
        "question": result["question"],
        "answer": answer["text"],
        "cited": "; ".join(citation["paper"]["title"] for citation in answer["citations"]),
        "gold answer": result["gold_answer"],
        "gold facts": "; ".join(result["gold"]["facts"]),
        "gold papers": "; ".join(result["gold"]["papers"]),
    }
    rows = "".join(
        f"<tr><th>{name}</th><td>{html.escape(text)}</td></tr>" for name, text in cells.items()
    )
    return f"<h3>{html.escape(result['id'])}</h3><table>{rows}</table>"
