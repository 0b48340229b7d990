"""The ways of searching that are compared."""

import pytest

from benchmarks.retrieval.systems import RememberingEmbedder, search_by_meaning, search_by_words
from index.embedding.loading import Embedder
from index.embedding.packaged_embedder import PackagedEmbedder
from rag.chatbot import Chatbot
from rag.query.question import read_question


def test_no_question_is_read_twice(embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    remembering = RememberingEmbedder(embedder)
    asked = remembering.read_query("tides")

    def refuse(*_: object) -> None:
        raise AssertionError("a question was read again")

    monkeypatch.setattr(PackagedEmbedder, "read_query", refuse)
    assert remembering.read_query("tides") is asked


def test_words_find_what_has_them_and_meaning_finds_any(chatbot: Chatbot) -> None:
    question = read_question("low-rank adaptation")
    by_words = search_by_words(chatbot.index)
    assert by_words(question)[0] == "2106.09685"
    assert by_words(read_question("zyxomma")) == []
    assert search_by_meaning(chatbot.index, chatbot.embedder)(read_question("zyxomma"))
