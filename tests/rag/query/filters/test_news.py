"""Whether a question asks what is new, and since when."""

from datetime import date

import pytest

from rag.query.filters.dates import find_dates
from rag.query.filters.news import NewsRequest, find_news_request

WEDNESDAY = date(2025, 6, 11)


def read_news(text: str, last_asked: date | None = None) -> NewsRequest | None:
    times = list(find_dates(text, WEDNESDAY))
    return find_news_request(text, times, [], WEDNESDAY, last_asked)


@pytest.mark.parametrize(
    ("question", "since", "until", "topic"),
    [
        ("What is new on tides since Monday?", "2025-06-09", "None", "tides"),
        ("trending last month", "2025-05", "2025-05", ""),
        ("anything new on tides", "2025-06-04", "None", "tides"),
        ("what's new on tides since I last asked", "2025-06-07", "None", "tides"),
    ],
)
def test_news_have_a_time_and_a_topic(question: str, since: str, until: str, topic: str) -> None:
    news = read_news(question, last_asked=date(2025, 6, 7))
    assert news
    assert (str(news.since), str(news.until), news.topic) == (since, until, topic)


def test_nobody_knows_when_a_first_question_was_asked_last() -> None:
    assert read_news("what is new since I last asked") == NewsRequest(None, None, "")


@pytest.mark.parametrize("question", ["What is new in FlashAttention-2?", "How do tides change?"])
def test_what_only_sounds_like_news_is_content(question: str) -> None:
    assert read_news(question) is None
