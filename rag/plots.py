"""The plots of a report, each as one SVG element."""

import io
from collections.abc import Sequence
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_SIZE = (7.0, 3.6)  # inches
_BARS = ("recall@5", "fact_recall", "citation_precision")


def plot_kinds(kinds: dict[str, dict[str, Any]]) -> str:
    """Bars for the main measures of each kind of question; a missing bar was not eligible."""
    figure, axes = _start("By kind of question", "mean over eligible questions")
    for n, name in enumerate(_BARS):
        places = [position + 0.27 * (n - 1) for position in range(len(kinds))]
        axes.bar(places, [figures[name] or 0 for figures in kinds.values()], 0.25, label=name)
    axes.set_xticks(range(len(kinds)), list(kinds), rotation=20, ha="right")
    axes.set_ylim(0, 1)
    axes.legend(frameon=False)
    return _finish(figure)


def plot_risk(results: Sequence[dict[str, Any]]) -> str:
    """Risk against coverage as the gate moves.

    Coverage is the share of all questions answered when those of the highest confidence are;
    risk is the share of wrong ones among them: unanswerable, or with less than half its facts.
    """
    figure, axes = _start("Risk and coverage of abstention", "risk")
    ordered = sorted(results, key=lambda result: -result["answer"]["confidence"])
    wrong, points = 0, []
    for count, result in enumerate(ordered, 1):
        facts = result["scores"]["fact_recall"]
        wrong += not result["gold"]["answerable"] or (facts is not None and facts < 0.5)
        points.append((count / len(ordered), wrong / count))
    if points:
        axes.plot(*zip(*points, strict=True))
    answered = sum(not result["answer"]["abstained"] for result in results)
    axes.axvline(answered / max(1, len(results)), linestyle=":", label="where the gate stands")
    axes.set_xlabel("coverage")
    axes.set_ylim(0, 1)
    axes.legend(frameon=False)
    return _finish(figure)


def plot_latency(results: Sequence[dict[str, Any]]) -> str:
    """How long answers took."""
    figure, axes = _start("Latency", "questions")
    axes.hist([result["scores"]["ms"] for result in results], bins=20)
    axes.set_xlabel("ms an answer")
    return _finish(figure)


def _start(title: str, label: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=_SIZE, layout="tight")
    axes = figure.subplots()
    axes.set_title(title)
    axes.set_ylabel(label)
    return figure, axes


def _finish(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
