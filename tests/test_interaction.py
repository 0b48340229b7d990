"""A question token by token: its weights, and an index that was made without tokens."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from conftest import MakeIndex, ask_for, make_paper

from index.embedding import SentenceEmbedder
from index.store import IndexReader
from rag.ask import Chatbot
from rag.interaction import CONTEXT, fetch_tokens, prepare
from rag.question import Question


def test_rare_words_weigh_more_and_all_weights_are_one(chatbot: Chatbot) -> None:
    asked = ask_for(chatbot, "What does LoRA say about the models?")
    by_word = {
        asked.question.text[start:end]: float(asked.weights[asked.places == n].max())
        for n, (start, end, _) in enumerate(asked.words)
    }
    assert by_word["LoRA"] > by_word["models"] > by_word["the"] > 0
    assert asked.weights.sum() == pytest.approx(1)
    assert asked.own.sum() == pytest.approx(1)
    assert np.linalg.norm(asked.tokens, axis=1) == pytest.approx(1)


def test_words_of_earlier_turns_count_less_where_sentences_are_chosen(chatbot: Chatbot) -> None:
    text = "how fast? (about: dropout)"
    question = Question(text, len("how fast?"))
    asked = prepare(question, chatbot.embedder.read_query(text), chatbot.index)
    fast, dropout = (asked.places == n for n in (1, 3))
    ratio = (asked.weights[dropout] / asked.own[dropout])[0]
    assert ratio == pytest.approx((asked.weights[fast] / asked.own[fast])[0] / CONTEXT, rel=1e-4)


def test_a_question_without_a_token_scores_nothing(chatbot: Chatbot) -> None:
    asked = ask_for(chatbot, "dropout")
    empty = prepare(Question(""), chatbot.embedder.read_query(""), chatbot.index)
    (tokens,) = chatbot.index.tokens(["1207.0580#0"]).values() or [None]
    if tokens is not None:
        assert asked.score(tokens) > empty.score(tokens) == 0


def test_an_index_without_tokens_is_read_when_it_is_asked(
    tmp_path: Path, make_index: MakeIndex, embedder: SentenceEmbedder
) -> None:
    make_index(tmp_path, [make_paper("Tides", "The moon pulls the sea.", id="1")])
    index = IndexReader(tmp_path)
    before = Chatbot(index, embedder).ask("What pulls the sea?")
    kept = index.tokens(["1#0"])["1#0"]
    with sqlite3.connect(tmp_path / "catalog.sqlite3") as connection:
        connection.execute("DELETE FROM tokens")
    assert index.tokens(["1#0"]) == {}
    (read,) = fetch_tokens(index.chunks(["1#0"]).values(), index, embedder).values()
    assert np.array_equal(read.signs, kept.signs)
    assert Chatbot(index, embedder).ask("What pulls the sea?").text == before.text
