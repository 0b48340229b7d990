"""Words and meaning, fused."""

from pathlib import Path

import pytest

from index.embedding.loading import SentenceEmbedder
from index.papers.chunks import Chunk
from index.store.reader import IndexReader
from rag.answer.parts import Passage
from rag.chatbot import Chatbot
from rag.query.question import read_question
from rag.retrieval.retriever import LATE_DEPTH, PER_PAPER, Retriever
from tests.conftest import MakeIndex, make_paper


def search(chatbot: Chatbot, question: str, k: int) -> tuple[Passage, ...]:
    retriever = Retriever(chatbot.index, chatbot.embedder)
    return retriever.retrieve(read_question(question), k).passages


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
