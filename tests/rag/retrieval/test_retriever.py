"""Words and meaning, fused."""

from pathlib import Path

import pytest

from index.embedding.loading import SentenceEmbedder
from index.papers.chunks import Chunk
from index.store.reader import IndexReader
from rag.answer.types import Passage
from rag.chatbot import Chatbot
from rag.retrieval.late_interaction import TokenReader
from rag.retrieval.retriever import LATE_DEPTH, PER_PAPER, add_late, fuse, retrieve
from tests.conftest import MakeIndex, ask_for, make_paper


def search(chatbot: Chatbot, question: str, k: int) -> tuple[Passage, ...]:
    tokens = TokenReader(chatbot.index, chatbot.embedder)
    return retrieve(ask_for(chatbot, question), chatbot.index, tokens, k)


def test_fusion_is_the_mean_of_both_normalised_scores() -> None:
    # Words: a 1, b (4-2)/(6-2) = .5, c 0. Meaning: b 1, d 0.
    scores = fuse({"a": 6.0, "b": 4.0, "c": 2.0}, {"b": 0.9, "d": 0.1})
    assert scores == {"a": 0.5, "b": 0.75, "c": 0.0, "d": 0.0}


def test_fusion_of_one_empty_list_keeps_the_other() -> None:
    assert fuse({}, {"a": 0.3, "b": 0.3}) == {"a": 0.5, "b": 0.5}
    assert fuse({}, {}) == {}


def test_late_scores_make_half_of_the_sum() -> None:
    # Late: a (.5-.4)/(.6-.4) = .5, b 1, c 0; d was not compared.
    scores = add_late({"a": 1.0, "b": 0.2, "c": 0.4, "d": 0.3}, {"a": 0.5, "b": 0.6, "c": 0.4})
    assert scores == pytest.approx({"a": 0.75, "b": 0.6, "c": 0.2, "d": 0.15})


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("LoRA low-rank adaptation", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("Which network won at Go against Lee Sedol or Fan Hui?", "Mastering the game of Go"),
        ("overfitting prevented by dropping random units", "Dropout"),
    ],
)
def test_the_right_paper_comes_first(chatbot: Chatbot, question: str, title: str) -> None:
    passages = search(chatbot, question, 5)
    assert passages[0].paper.title.startswith(title)


def test_ranks_and_scores_fall_together(chatbot: Chatbot) -> None:
    passages = search(chatbot, "attention in translation", 10)
    assert [passage.rank for passage in passages] == list(range(1, 11))
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= min(scores) <= max(scores) <= 1


def test_one_paper_takes_two_passages_at_most(
    tmp_path: Path, make_index: MakeIndex, embedder: SentenceEmbedder
) -> None:
    long = " ".join(f"Zebras have {n} stripes and live in the savannah." for n in range(300))
    make_index(tmp_path, [make_paper("Zebras", long, id="1"), make_paper("Lions", "Roar.", id="2")])
    chatbot = Chatbot(IndexReader(tmp_path), embedder)
    passages = search(chatbot, "How many stripes have zebras?", 5)
    assert [passage.paper.id for passage in passages] == ["1"] * PER_PAPER + ["2"]


def test_records_are_read_of_what_is_returned_alone(
    chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[str]] = []
    chunks = chatbot.index.chunks

    def note(ids: list[str]) -> dict[str, Chunk]:
        read.append(ids)
        return chunks(ids)

    monkeypatch.setattr(chatbot.index, "chunks", note)
    passages = search(chatbot, "attention in translation", 3)
    assert read == [[passage.chunk.id for passage in passages]]


def test_the_best_alone_are_compared_token_by_token(chatbot: Chatbot) -> None:
    passages = search(chatbot, "attention in translation", 50)
    assert all(passage.late is not None for passage in passages[:LATE_DEPTH])
    assert all(passage.late is None for passage in passages[LATE_DEPTH:])


def test_a_chunk_that_the_catalog_lacks_is_passed_over(
    chatbot: Chatbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_ = search(chatbot, "attention in translation", 3)
    chunks = chatbot.index.chunks
    monkeypatch.setattr(
        chatbot.index, "chunks", lambda ids: chunks(id for id in ids if id != first.chunk.id)
    )
    found = search(chatbot, "attention in translation", 3)
    assert [passage.rank for passage in found] == [1, 2]
    assert found[0].chunk == second.chunk
