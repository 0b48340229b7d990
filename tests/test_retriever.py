"""Words and meaning, fused."""

from pathlib import Path

import pytest
from conftest import MakeIndex, make_paper

from index.embedding import SentenceEmbedder
from index.store import IndexReader
from rag.ask import Chatbot
from rag.question import read_question
from rag.retriever import PER_PAPER, fuse, retrieve


def test_fusion_is_the_mean_of_both_normalised_scores() -> None:
    # Words: a 1, b (4-2)/(6-2) = .5, c 0. Meaning: b 1, d 0.
    scores = fuse({"a": 6.0, "b": 4.0, "c": 2.0}, {"b": 0.9, "d": 0.1})
    assert scores == {"a": 0.5, "b": 0.75, "c": 0.0, "d": 0.0}


def test_fusion_of_one_empty_list_keeps_the_other() -> None:
    assert fuse({}, {"a": 0.3, "b": 0.3}) == {"a": 0.5, "b": 0.5}
    assert fuse({}, {}) == {}


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("LoRA low-rank adaptation", "LoRA: Low-Rank Adaptation of Large Language Models"),
        ("Which network won at Go against Lee Sedol or Fan Hui?", "Mastering the game of Go"),
        ("overfitting prevented by dropping random units", "Dropout"),
    ],
)
def test_the_right_paper_comes_first(chatbot: Chatbot, question: str, title: str) -> None:
    asked = read_question(question)
    passages = retrieve(asked, chatbot.embedder.embed_query(asked.text), chatbot.index, 5)
    assert passages[0].paper.title.startswith(title)


def test_ranks_and_scores_fall_together(chatbot: Chatbot) -> None:
    asked = read_question("attention in translation")
    passages = retrieve(asked, chatbot.embedder.embed_query(asked.text), chatbot.index, 10)
    assert [passage.rank for passage in passages] == list(range(1, 11))
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= min(scores) <= max(scores) <= 1


def test_one_paper_takes_two_passages_at_most(
    tmp_path: Path, make_index: MakeIndex, embedder: SentenceEmbedder
) -> None:
    long = " ".join(f"Zebras have {n} stripes and live in the savannah." for n in range(300))
    make_index(tmp_path, [make_paper("Zebras", long, id="1"), make_paper("Lions", "Roar.", id="2")])
    asked = read_question("How many stripes have zebras?")
    passages = retrieve(asked, embedder.embed_query(asked.text), IndexReader(tmp_path), 5)
    assert [passage.paper.id for passage in passages] == ["1"] * PER_PAPER + ["2"]
