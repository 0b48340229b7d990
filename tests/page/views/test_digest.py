"""A digest and the trends of its topics, shown."""

from datetime import date

from index.store.reader import IndexReader
from page.views.digest import to_complaint, to_plots, to_preview
from rag.chatbot import Chatbot
from rag.digest.issue import make_digest, read_topics
from rag.query.window import read_window
from rag.trends import Month, Trend, read_trend

TODAY = date(2024, 4, 1)


def preview(chatbot: Chatbot, topic: str, since: str) -> str:
    index: IndexReader = chatbot.index
    window = read_window(since, None, index, TODAY)
    return to_preview(make_digest(read_topics([topic]), window, index, chatbot.embedder))


def test_each_topic_has_what_is_new_on_it(corpus: Chatbot) -> None:
    shown = preview(corpus, "the moon and the sea", "2024-01")
    assert "Tides" in shown
    assert "“The moon moves the sea.”" in shown
    assert "\n" not in shown
    assert "<li>" not in preview(corpus, "volcanoes", "2024-01")


def test_hostile_topics_are_only_shown(corpus: Chatbot) -> None:
    assert "<img" not in preview(corpus, "<img src=x> tides", "2024-01")
    assert "<img" not in to_complaint("<img src=x>")


def test_a_column_is_as_high_as_its_month_has_papers() -> None:
    months = tuple(Month(f"2024-0{n}", n, 9) for n in (1, 2, 4))
    shown = to_plots([Trend("tides", months, ("2024-01", "2024-04"), ())])
    assert "Papers a month on tides: 7, at most 4 a month" in shown
    assert [f"height:{height}%" in shown for height in ("25.0", "50.0", "100.0")] == [True] * 3


def test_many_months_are_drawn_as_years() -> None:
    months = tuple(Month(f"{2010 + n // 12}-{1 + n % 12:02}", 1, 2) for n in range(72))
    shown = to_plots([Trend("tides", months, ("2010-01", "2015-12"), ())])
    assert "Papers a year on tides: 72, at most 12 a year" in shown


def test_a_topic_without_a_dated_paper_says_so(corpus: Chatbot) -> None:
    assert "No dated paper is on volcanoes." in to_plots(
        [read_trend(read_topics(["volcanoes"])[0], corpus.index, TODAY)]
    )
