"""Questions about time: what is new, and since when, always with the dates that were understood."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.papers.filters import PaperFilter
from index.store.reader import IndexReader
from rag.__main__ import format_answer, main
from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from rag.query.followup import Exchange
from rag.query.question import BadQuestion, read_question
from rag.query.request import read_request
from rag.records.news import SHOWN, holds_topic, read_topic
from tests.conftest import MakeIndex, make_paper


@pytest.fixture(scope="module")
def newsbot(news_index: Path, embedder: Embedder) -> Chatbot:
    """The newest paper is of Wednesday, June 11, 2025."""
    return Chatbot(IndexReader(news_index), embedder)


@pytest.mark.parametrize(
    ("question", "filter", "topic"),
    [
        ("What is new on model merging since Monday?", "new since 2025-06-09", "model merging"),
        ("what's new since Wednesday", "new since 2025-06-04", ""),  # the one before that day
        ("Trending this week", "new from 2025-06-09 to 2025-06-15", ""),
        ("which papers are trending?", "new since 2025-06-04", ""),
        ("What changed since I last asked?", "new since 2025-06-10", ""),
        ("anything new on tides since my last question", "new since 2025-06-10", "tides"),
        ("What is new about tides since 2025-06-05?", "new since 2025-06-05", "tides"),
        ("what's new from Soup Lab since Monday?", "new since 2025-06-09, by Soup Lab", ""),
        ("new papers on soups since last Friday", "new since 2025-06-06", "soups"),
    ],
)
def test_what_is_new_is_read_with_its_time(
    question: str, filter: str, topic: str, newsbot: Chatbot
) -> None:
    request = read_request(read_question(question), newsbot.index, last_asked=date(2025, 6, 10))
    assert request.intent == "news"
    assert (str(request.filter), request.topic) == (filter, topic)


@pytest.mark.parametrize(
    "question",
    [
        "What is new in FlashAttention-2?",
        "What changed between GPT-3 and GPT-4?",
        "What is new about the transformer of 2017?",
        "Which papers are on Monday effects?",
        "How do tides change since the moon moves?",
    ],
)
def test_what_only_sounds_like_it_is_content(question: str, newsbot: Chatbot) -> None:
    request = read_request(read_question(question), newsbot.index)
    assert request.intent == "content"
    assert not request.filter


def test_news_are_quoted_most_upvoted_first_with_the_dates_understood(newsbot: Chatbot) -> None:
    answer = newsbot.ask("What is new on model merging since Monday?")
    assert [c.paper.title[:5] for c in answer.citations] == ["Model", "Avera", "Mergi"]
    assert {sentence.verdict for sentence in answer.sentences} == {"supported"}
    assert "Papers: new since 2025-06-09, most upvotes first" in format_answer(answer)
    assert Answer.from_dict(answer.to_dict()) == answer


def test_nothing_new_names_topic_and_dates(newsbot: Chatbot) -> None:
    answer = newsbot.ask("What is new on volcanoes since Monday?")
    assert answer.abstained
    assert len(answer.passages) == 6  # the nearest of any time
    assert "No paper on ‘volcanoes’ is new since June 9, 2025." in answer.text


def test_since_i_last_asked_is_the_day_of_the_last_answer(newsbot: Chatbot) -> None:
    first = newsbot.ask("What is trending?")
    assert first.asked[:10] == date.today().isoformat()
    again = newsbot.ask("What changed since I last asked?", history=[Exchange.of(first)])
    assert str(again.filters.since) == first.asked[:10]
    assert again.abstained  # these papers are of 2025
    with pytest.raises(BadQuestion, match="since Monday"):
        newsbot.ask("What changed since I last asked?")


def test_the_shell_takes_the_day(newsbot: Chatbot, capsys: pytest.CaptureFixture[str]) -> None:
    index = ["--index", str(newsbot.index.folder)]
    question = "What changed on tides since I last asked?"
    assert main([question, *index, "--last-asked", "2025-06-11"]) == 0
    told = capsys.readouterr().out
    assert "new since 2025-06-11" in told
    assert "[1] Ebb (listed 2025-06-11)" in told
    with pytest.raises(SystemExit):
        main([question, *index, "--last-asked", "yesterday"])
    assert "'yesterday' is no date" in capsys.readouterr().err


def test_a_topic_is_where_its_words_stand_together() -> None:
    topic = read_topic("model merging")
    apart = make_paper("Models", "Models are large. Merging is hard.")
    assert not holds_topic(topic, apart)
    assert holds_topic(topic, make_paper("Models", "We merge a model."))
    assert topic.aim == "topic"


def test_many_papers_are_counted_and_the_most_upvoted_shown(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    papers = [
        make_paper(f"Tide {n}", f"We show tide number {n}.", listed="2025-06-10", upvotes=n)
        for n in range(SHOWN + 3)
    ]
    make_index(tmp_path, list(papers))
    answer = Chatbot(IndexReader(tmp_path), embedder).ask("What is new on tides since 2025-06-01?")
    assert answer.note == "The 10 most upvoted of 13 papers"
    assert [c.paper.upvotes for c in answer.citations] == list(range(12, 2, -1))


def test_where_no_votes_are_known_the_newest_are_shown(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    papers = [
        make_paper(f"Tide {n}", f"We show tide number {n}.", published=f"2025-06-{n:02}")
        for n in range(1, SHOWN + 2)
    ]
    make_index(tmp_path, list(papers))
    answer = Chatbot(IndexReader(tmp_path), embedder).ask("What is new on tides since 2025-06-01?")
    assert answer.note == "The 10 newest of 11 papers"
    assert [str(c.paper.published) for c in answer.citations][:2] == ["2025-06-11", "2025-06-10"]


def test_a_paper_is_new_when_it_is_listed(tmp_path: Path, make_index: MakeIndex) -> None:
    make_index(
        tmp_path,
        [
            make_paper("Late", id="a", published="2024-05-30", listed="2024-06-03"),
            make_paper("Month", id="b", published="2024-05-30", listed="2024-06"),
            make_paper("Bare", id="c", published="2024-06"),
            make_paper("Revived", id="d", published="2019-01-01", listed="2024-06-03"),
        ],
    )
    index = IndexReader(tmp_path)

    def find(since: str | None, until: str | None) -> set[str]:
        filter = replace(PaperFilter.make(since, until), listed=True)
        return {paper.id for paper in index.select(filter)}

    assert find("2024-06-01", None) == {"a", "b", "c", "d"}
    assert find("2024-06-04", None) == {"b", "c"}
    assert find("2024-05-01", "2024-05-31") == set()
    assert find(None, "2024-06-02") == {"b", "c"}
    assert index.newest_day(date(2026, 1, 1), listed=True) == date(2024, 6, 3)
    assert index.newest_day(date(2024, 6, 2), listed=True) == date(2024, 6, 1)
