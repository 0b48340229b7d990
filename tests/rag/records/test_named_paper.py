"""Which paper a question names: whole names and coined ones, not names inside of others."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.papers.chunks import split_chunks
from index.papers.filters import ALL, Order
from index.store.reader import IndexReader
from rag.answer.parts import Passage
from rag.chatbot import Chatbot
from rag.query.request import Request
from rag.records.named_paper import find_paper, find_topical
from tests.conftest import MakeIndex, make_paper
from tests.rag.records.conftest import PAPERS


def test_a_name_within_another_name_is_not_that_paper_s(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [make_paper("Trans-Tide: Moving Water", "Tides move.", authors=["A B"])])
    bot = Chatbot(IndexReader(tmp_path), embedder)
    assert bot.ask("who wrote Tide?").composer != "records"
    assert bot.ask("who wrote Trans-Tide?").composer == "records"


@pytest.mark.parametrize(
    ("topic", "sure", "title"),
    [
        ("MUSCLE", False, "MUSCLE: A Strategy for Updates"),
        ("BroRL", True, "BroRL: Broadened Exploration"),
        ("designs of networks", True, "DeepArchitect: Searching Designs"),  # in its abstract
        ("designs of networks", False, None),
        ("calendars of old towns", True, None),  # said by the fourth paper, which is too far down
        ("a strategy for updates", True, "MUSCLE: A Strategy for Updates"),
        ("Updates", False, None),  # a word of its title, which does not begin it
        ("RL", True, None),
        ("penguins", True, None),
    ],
)
def test_a_subject_names_the_paper_whose_name_it_holds(
    bot: Chatbot, topic: str, sure: bool, title: str | None
) -> None:
    passages = [
        Passage(split_chunks(paper)[0], n, 1 / n, None, None) for n, paper in enumerate(PAPERS, 1)
    ]
    found = find_paper(Request(ALL, topic, "date", sure=sure), passages, bot.index)
    assert (found.title if found else None) == title


def test_without_passages_nothing_is_named(bot: Chatbot) -> None:
    assert find_paper(Request(ALL, "MUSCLE", "date", sure=True), (), bot.index) is None


def test_papers_on_a_topic_hold_all_its_terms_or_are_the_best_few(bot: Chatbot) -> None:
    first, second, far = (
        make_paper("Tides of sand", "Sand moves.", id="1", published="2020"),
        make_paper("Tides", "Water moves.", id="2", published="2024"),
        make_paper("Tides of sand again", "Sand moves.", id="3", published="2022"),
    )
    scores = ((first, 0.9), (second, 0.8), (far, 0.4))
    passages = [
        Passage(split_chunks(paper)[0], n, score, None, None)
        for n, (paper, score) in enumerate(scores, 1)
    ]
    newest = Order("date")
    assert find_topical("tides of sand", passages, newest, bot.index) == [first]
    assert find_topical("tides of tin", passages, newest, bot.index) == [second, first]
