"""Results of a batch run as figures: report.json, report.md, and report.html with plots."""

import html
import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from index.errors import AskpapersError
from rag.evaluate.measures.metrics import abstention_scores, mean
from rag.evaluate.report.html import build_page, format_value
from rag.whole_file import replace_text

MEANS = (
    "recall@5", "recall@10", "mrr@10", "ndcg@10", "fact_recall", "judged_fact_recall",
    "citation_precision", "citation_recall", "supported", "survived", "drafted",
    "faithful", "relevant",
)  # fmt: skip
COMPARED = (*MEANS, "answered_rightly")
Result = dict[str, Any]
Figures = dict[str, Any]


class BadReport(AskpapersError):
    """A report that cannot be read or compared; the message names the file."""


def write_report(results: Sequence[Result], out: Path) -> dict[str, Any]:
    """Write the three reports into a folder; returns what report.json holds.

    Each is written whole or not at all; OSError where it cannot be.
    """
    ordered = sorted(results, key=lambda result: (result["kind"], result["id"]))
    kinds = {kind: summarise(list(group)) for kind, group in groupby(ordered, lambda r: r["kind"])}
    report = {
        "overall": summarise(ordered),
        "kinds": kinds,
        "stages": summarise_stages(ordered),
        "questions": {result["id"]: result["scores"] for result in ordered},
    }
    replace_text(out / "report.json", json.dumps(report, indent=1))
    replace_text(out / "report.md", _to_markdown(report))
    replace_text(out / "report.html", build_page(report, ordered))
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
        **{name: mean([score.get(name) for score in scores]) for name in MEANS},
        "unjudged_facts": sum(map(_count_unjudged, sound)),
        "invented": sum(score["invented"] for score in scores),
        "answered": sum(not abstained for _, abstained in refused),
        "abstained": sum(abstained for _, abstained in refused),
        "abstention": abstention_scores(refused),
        "median_words": median(words) if words else None,
        "p95_ms": float(np.percentile([s["ms"] for s in scores], 95)) if scores else None,
    }


def _count_unjudged(result: Result) -> int:
    """Facts that a judge was asked about, and gave no verdict on."""
    if result.get("judge_error"):
        return len(result["gold"]["facts"])
    return (result.get("judged_facts") or []).count(None)


def summarise_stages(results: Sequence[Result]) -> Figures:
    """Median and 95th percentile in ms of each stage, over the sound questions that came to it.

    An abstention composes nothing, so it does not count there.
    """
    times: dict[str, list[float]] = {}
    for result in results:
        if not result["error"]:
            for stage, seconds in result["answer"]["timings"].items():
                times.setdefault(stage, []).append(1000 * seconds)
    return {
        stage: {
            "questions": len(values),
            "p50_ms": float(np.percentile(values, 50)),
            "p95_ms": float(np.percentile(values, 95)),
        }
        for stage, values in times.items()
    }


def compare_runs(other: Path, out: Path) -> str:
    """Two runs question by question, as Markdown: means, a paired test, who got better and worse.

    The test is a sign-flip permutation test on the differences (10,000 resamples, two-sided),
    over the questions that both runs answered. Each run is its folder, or its report.json.
    Raises BadReport.
    """
    before, after = load_scores(other), load_scores(out)
    shared = sorted(before.keys() & after.keys())
    lines = [f"| measure | {other} | {out} | difference | p | better | worse |", "|---" * 7 + "|"]
    for name in COMPARED:
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
        f"| {len(better)} {' '.join(better)} | {len(worse)} {' '.join(worse)} |"
    )


def _flip_test(gains: "np.ndarray[Any, np.dtype[np.float64]]") -> float:
    """Two-sided p: how often random signs give a mean as far from 0 as the real one."""
    signs = np.random.default_rng(0).choice([-1.0, 1.0], size=(10_000, len(gains)))
    return float(np.mean(np.abs(signs @ gains) >= abs(gains.sum()) - 1e-12))


def load_scores(run: Path) -> dict[str, dict[str, float | None]]:
    """Each question's scores from a run's folder or its report.json. Raises BadReport."""
    path = run / "report.json" if run.is_dir() else run
    try:
        questions = json.loads(path.read_text(encoding="utf-8"))["questions"]
        return {id: dict(scores) for id, scores in questions.items()}
    except OSError as error:
        raise BadReport(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadReport(
            f"{path} is no report of rag.evaluate ({error!r:.80}); name a run's folder, or the "
            "report.json in it"
        ) from error


def _to_markdown(report: Figures) -> str:
    rows = {**report["kinds"], "overall": report["overall"]}
    names = [name for name in report["overall"] if name != "abstention"]
    abstention = report["overall"]["abstention"]
    lines = [
        *_table("kind", names, rows),
        "",
        "Abstention: " + ", ".join(f"{k} {format_value(v)}" for k, v in abstention.items()),
        "",
        *_table("stage", ["questions", "p50_ms", "p95_ms"], report["stages"]),
    ]
    return "\n".join(lines) + "\n"


def _table(corner: str, names: list[str], rows: dict[str, Figures]) -> list[str]:
    lines = [f"| {corner} | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for row, figures in rows.items():
        # A kind is what a file says: it must end no cell, and be no markup.
        name = html.escape(" ".join(row.split())).replace("|", "&#124;")
        lines.append(f"| {name} | " + " | ".join(format_value(figures[n]) for n in names) + " |")
    return lines
