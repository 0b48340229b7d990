"""Answers from records as they grow: what is kept, what is nearest, what is refused."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.store.reader import IndexReader
from rag.answer.text import ABSTENTION
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("papers by NVIDIA before 2020", "The index holds no paper by NVIDIA until 2019."),
        ("papers by Yann LeCun", "No indexed paper is by Yann LeCun."),
        ("upvotes of DeepArchitect?",
         "The index does not hold the upvotes of DeepArchitect: Searching Designs."),
        ("who wrote the AlexNet paper?", "No indexed paper fits “AlexNet” well enough."),
    ],
)  # fmt: skip
def test_what_the_catalog_lacks_is_said(bot: Chatbot, question: str, reason: str) -> None:
    answer = bot.ask(question)
    assert answer.abstained
    assert answer.citations == ()
    shown = reason.replace("“", "‘").replace("”", "’")  # as of every text that is not a quote
    assert answer.text.startswith(f"{ABSTENTION} {shown} Nearest: ")
    assert answer.passages


def test_an_empty_index_says_so(tmp_path: Path, make_index: MakeIndex, embedder: Embedder) -> None:
    make_index(tmp_path, [])
    answer = Chatbot(IndexReader(tmp_path), embedder).ask("how many papers are there?")
    assert answer.text == f"{ABSTENTION} The index is empty."


def test_what_is_told_grows_by_a_sentence_beside_passages_that_stay(bot: Chatbot) -> None:
    steps = list(bot.stream("papers by Apple"))
    assert [len(step.sentences) for step in steps] == [0, 1, 2, 2]
    assert {tuple(p.paper.id for p in step.passages) for step in steps} == {("3", "5")}
    assert [bool(step.timings) for step in steps] == [False, False, False, True]


@pytest.mark.parametrize(("k", "kept"), [(1, 2), (10, 2)])
def test_no_paper_that_is_told_is_cut_off(bot: Chatbot, k: int, kept: int) -> None:
    assert len(bot.ask("papers by Apple", k=k).passages) == kept
