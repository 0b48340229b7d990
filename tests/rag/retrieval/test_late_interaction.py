"""A question token by token: its weights, and an index that was made without tokens."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from index.embedding.loading import SentenceEmbedder
from index.embedding.tokens import TokenSigns, find_best
from index.store.reader import IndexReader
from rag.chatbot import Chatbot
from rag.query.question import Question
from rag.retrieval.late_interaction import CONTEXT, OWN_SMOOTHING, TokenReader, encode, rate_words
from rag.retrieval.retriever import LATE_DEPTH
from tests.conftest import MakeIndex, encode_for, make_paper


def test_rare_words_weigh_more_and_all_weights_are_one(chatbot: Chatbot) -> None:
    encoded = encode_for(chatbot, "What does LoRA say about the models?")
    by_word = {
        encoded.question.text[start:end]: float(encoded.weights[encoded.places == n].max())
        for n, (start, end, _) in enumerate(encoded.words)
    }
    assert by_word["LoRA"] > by_word["models"] > by_word["the"] == 0
    assert encoded.weights.sum() == pytest.approx(1)
    assert encoded.own.sum() == pytest.approx(1)
    assert encoded.own.min() > 0
    assert np.linalg.norm(encoded.tokens, axis=1) == pytest.approx(1)


def test_words_of_earlier_turns_count_less_where_sentences_are_chosen(chatbot: Chatbot) -> None:
    text = "how fast? (about: dropout)"
    question = Question(text, len("how fast?"))
    words = rate_words(question, chatbot.index)
    encoded = encode(question, chatbot.embedder.read_query(text), words)
    fast, dropout = (
        encoded.own[encoded.places == n][0] / (encoded.words[n][2] + OWN_SMOOTHING) for n in (1, 3)
    )
    assert dropout == pytest.approx(CONTEXT * fast, rel=1e-4)


def test_a_score_is_the_weighted_mean_of_what_the_tokens_find(chatbot: Chatbot) -> None:
    encoded = encode_for(chatbot, "How does dropout prevent overfitting?")
    passages = chatbot.index.tokens(f"{paper.id}#0" for paper in chatbot.index.papers())
    scores = encoded.score(passages)
    assert len(scores) == chatbot.index.count_papers()
    for id, passage in passages.items():
        (found,) = find_best(encoded.tokens, [passage]).T
        expected = sum(w * f for w, f in zip(encoded.weights, found, strict=True))
        assert scores[id] == pytest.approx(expected, abs=1e-6)


def test_what_has_no_token_has_no_score(chatbot: Chatbot) -> None:
    first = next(chatbot.index.papers())
    (passage,) = chatbot.index.tokens([f"{first.id}#0"]).values()
    empty = encode(Question(""), chatbot.embedder.read_query(""), ())
    assert empty.score({"a": passage}) == {}
    nothing = TokenSigns(passage.signs[:0], passage.spans[:0])
    scores = encode_for(chatbot, "dropout").score({"a": nothing, "b": passage})
    assert list(scores) == ["b"]


def test_stop_words_alone_rank_nothing(chatbot: Chatbot) -> None:
    passages = chatbot.index.tokens(f"{paper.id}#0" for paper in chatbot.index.papers())
    assert encode_for(chatbot, "what is it about").score(passages) == {}
    with_stop_words, without = (
        encode_for(chatbot, text).weights for text in ("what does dropout do", "dropout")
    )
    assert with_stop_words.sum() == without.sum() == pytest.approx(1)


def test_the_question_mark_is_not_compared(chatbot: Chatbot) -> None:
    bare, marked = (encode_for(chatbot, text) for text in ("what is dropout", "what is dropout?"))
    assert len(bare.tokens) == len(marked.tokens) == len(marked.places)


def test_tokens_are_fetched_once_for_a_question(
    chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []
    fetch = chatbot.index.tokens

    def count(ids: Iterable[str]) -> dict[str, TokenSigns]:
        wanted = list(ids)
        fetched.extend(wanted)
        return fetch(wanted)

    monkeypatch.setattr(chatbot.index, "tokens", count)
    chatbot.ask("How does LoRA cut the number of trainable parameters?")
    assert len(fetched) == len(set(fetched))
    # Some are fetched before it is known which are compared.
    assert LATE_DEPTH <= len(fetched) <= LATE_DEPTH + LATE_DEPTH // 2


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
    (read,) = TokenReader(index, embedder).read(["1#0", "no such#0"]).values()
    assert np.array_equal(read.signs, kept.signs)
    assert Chatbot(index, embedder).ask("What pulls the sea?").text == before.text
