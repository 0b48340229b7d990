"""What the index holds, shown."""

from datetime import date

from page.views.corpus import count_times, to_overview, to_points, to_table
from rag.chatbot import Chatbot


def test_the_overview_counts_and_escapes(corpus: Chatbot) -> None:
    shown = to_overview(corpus.index)
    assert "<dt>Papers</dt><dd>3</dd>" in shown
    assert "2024-01 to 2024-03" in shown
    assert "Papers by month" in shown
    assert "<img" not in shown
    assert "\n" not in shown
    # Bread has the most upvotes, so the whole width; Tides a third of it.
    assert shown.index("width:100.0%", shown.index("Most upvoted")) < shown.index("width:33.3%")


def test_many_months_are_counted_by_year() -> None:
    months = [(date(2020 + n // 12, 1 + n % 12, 1), 2) for n in range(40)]
    assert count_times(months) == [("2023", 8), ("2022", 24), ("2021", 24), ("2020", 24)]
    assert count_times(months[:2]) == [("2020-02", 2), ("2020-01", 2)]


def test_the_map_has_the_papers_that_are_still_there(corpus: Chatbot) -> None:
    told = to_points(corpus.index)
    assert {point[0] for point in told["points"]} == {"a", "b", "c"}
    assert told["papers"] == 3
    assert to_table([]).count("<tr>") == 2
