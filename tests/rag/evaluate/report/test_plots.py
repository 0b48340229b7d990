"""The plots of a report."""

import xml.etree.ElementTree as ElementTree

from rag.evaluate.report.plots import plot_kinds, plot_risk, plot_trade_off
from tests.rag.evaluate.report.conftest import EVIL, make_result


def test_every_plot_is_sound_svg_even_of_nothing() -> None:
    kinds = {EVIL: dict.fromkeys(("recall@5", "fact_recall", "citation_precision"))}
    for plot in (plot_kinds(kinds), plot_kinds({}), plot_risk([]), plot_trade_off([])):
        assert ElementTree.fromstring(plot).tag.endswith("svg")  # noqa: S314 - our own
    odd = [make_result("1", kind="_漢字$"), make_result("2", kind="_漢字$", answerable=False)]
    assert "<svg" in plot_trade_off(odd)
