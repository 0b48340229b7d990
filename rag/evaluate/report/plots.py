"""The plots of a report, each as one SVG element."""

import io
from collections.abc import Sequence
from statistics import fmean
from typing import Any

import matplotlib

matplotlib.use("svg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rag.evaluate.measures.metrics import risk_coverage, trade_off

matplotlib.rcParams["text.parse_math"] = False  # a kind called "$" is no formula
_SIZE = (7.0, 3.6)  # inches
_BARS = ("recall@5", "fact_recall", "citation_precision")


def plot_kinds(kinds: dict[str, dict[str, Any]]) -> str:
    """Bars for the main measures of each kind of question; a missing bar was not eligible."""
    figure, axes = _start("By kind of question", "mean over eligible questions")
    for n, name in enumerate(_BARS):
        places = [position + 0.27 * (n - 1) for position in range(len(kinds))]
        axes.bar(places, [figures[name] or 0 for figures in kinds.values()], 0.25, label=name)
    axes.set_xticks(range(len(kinds)), list(map(_label, kinds)), rotation=20, ha="right")
    axes.set_ylim(0, 1)
    return _finish(figure)


def plot_trade_off(results: Sequence[dict[str, Any]]) -> str:
    """What is refused as the gate moves from one end to the other, and where it stands."""
    figure, axes = _start("The trade-off of abstention", "unanswerable questions refused")
    answerable = [result for result in results if result["gold"]["answerable"]]
    others = [result for result in results if not result["gold"]["answerable"]]
    for kind in sorted({result["kind"] for result in others}):
        chosen = [result for result in others if result["kind"] == kind]
        points = trade_off(
            (not result["gold"]["answerable"], result["answer"]["confidence"])
            for result in [*answerable, *chosen]
        )
        if points:
            (line,) = axes.plot(*zip(*points, strict=True), marker=".", label=_label(kind))
            here = [fmean(r["answer"]["abstained"] for r in part) for part in (answerable, chosen)]
            axes.plot(*here, "o", color=line.get_color(), markersize=10)
    axes.set_xlabel("answerable questions refused (large dots: as the gate stands)")
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.05)
    return _finish(figure)


def plot_risk(results: Sequence[dict[str, Any]]) -> str:
    """Risk against coverage as the gate falls, from one question answered to all of them.

    A wrong answer is one to an unanswerable question, or with less than half its facts. Whether a
    refused question would have been answered rightly nobody knows: hence a band.
    """
    figure, axes = _start("Risk and coverage of abstention", "risk")
    points = risk_coverage((r["answer"]["confidence"], _is_wrong(r)) for r in results)
    if points:
        coverage, least, most = zip(*points, strict=True)
        axes.plot(coverage, least, label="refused ones would be right")
        axes.plot(coverage, most, label="refused ones would be wrong")
        axes.fill_between(coverage, least, most, alpha=0.2)
    answered = [result for result in results if not result["answer"]["abstained"]]
    axes.axvline(len(answered) / max(1, len(results)), linestyle=":", color="black")
    if answered:
        risk = fmean(bool(_is_wrong(result)) for result in answered)
        axes.plot(len(answered) / len(results), risk, "ko", label="as the gate stands")
    axes.set_xlabel("coverage")
    axes.set_ylim(-0.02, 1.05)
    return _finish(figure)


def _is_wrong(result: dict[str, Any]) -> bool | None:
    if not result["gold"]["answerable"]:
        return True
    if result["answer"]["abstained"]:
        return None
    facts = result["scores"]["fact_recall"]
    return facts is not None and bool(facts < 0.5)


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


def _label(kind: str) -> str:
    """A kind as it can be drawn: short, and with nothing that the font or the legend lacks."""
    plain = "".join(c if " " <= c <= "~" else "?" for c in kind.strip("_ "))
    return plain[:30] or "no kind"


def _finish(figure: Figure) -> str:
    axes = figure.axes[0]
    if axes.get_legend_handles_labels()[1]:
        axes.legend(frameon=False)
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
