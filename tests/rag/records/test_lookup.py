"""Answers from the catalog: exact, cited, checked against the record, or honestly refused."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.papers.filters import PaperFilter
from index.store.reader import IndexReader
from page.turns.turn import Turn
from page.views.messages import to_messages
from page.views.sources import to_panel
from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex, make_paper


def test_two_facts_are_two_sentences_and_one_that_is_missing_is_said(bot: Chatbot) -> None:
    told = [s.text for s in bot.ask("who wrote DeepArchitect, and when?").sentences]
    assert told == [
        "DeepArchitect: Searching Designs is by Renato Negrinho and Geoff Gordon.",
        "DeepArchitect: Searching Designs was published on April 27, 2017.",
    ]
    answer = bot.ask("who wrote DeepArchitect, and how many upvotes?")
    assert answer.abstained
    assert "the index does not hold the upvotes of DeepArchitect" in answer.reason


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What is the oldest paper here?",
         "DeepArchitect: Searching Designs is the oldest of the 4 papers with a date: "
         "April 27, 2017."),
        ("Which paper has the longest author list?",
         "MUSCLE: A Strategy for Updates has the longest author list of the 3 papers with a count "
         "of authors: 15 authors."),
        ("papers by nvidia",
         "The index holds 1 paper by NVIDIA: BroRL: Broadened Exploration, October 1, 2025."),
        ("how many papers are there?",
         "The index holds 5 papers; the newest is BroRL: Broadened Exploration, October 1, 2025."),
        ("when was the DeepArchitect paper published?",
         "DeepArchitect: Searching Designs was published on April 27, 2017."),
        ("When did MUSCLE come out?",
         "MUSCLE: A Strategy for Updates was published in July 2024 and listed on July 15, 2024."),
        ("who wrote DeepArchitect?",
         "DeepArchitect: Searching Designs is by Renato Negrinho and Geoff Gordon."),
        ("authors of the xenon lamps paper", "Xenon <b>[1]</b> Lamps is by Albert No and Ada Lee."),
        ("how many authors does BroRL have?", "BroRL: Broadened Exploration has 11 authors."),
        ("which lab is behind BroRL?", "BroRL: Broadened Exploration comes from NVIDIA."),
        ("how many comments does MUSCLE have?", "MUSCLE: A Strategy for Updates has 1 comment."),
        ("paper from Apple on updates, how many upvotes?",
         "MUSCLE: A Strategy for Updates has 9 upvotes."),
    ],
)  # fmt: skip
def test_one_sentence_says_it(bot: Chatbot, question: str, sentence: str) -> None:
    answer = bot.ask(question)
    assert [s.text for s in answer.sentences] == [sentence]
    assert (answer.composer, answer.abstained) == ("records", False)
    (citation,) = answer.citations
    assert (citation.start, citation.end, citation.quote) == (0, 0, "")
    assert citation.is_record
    assert (citation.verdict, citation.reason) == ("supported", "the index's own record")
    assert answer.passages[0].paper == citation.paper
    assert Answer.from_dict(answer.to_dict()) == answer


def test_a_list_counts_first_and_then_goes_on_newest_first(bot: Chatbot) -> None:
    answer = bot.ask("papers by Apple")
    assert answer.text == (
        "- The index holds 2 papers by Apple; the newest is MUSCLE: A Strategy for Updates, "
        "July 2024. [1]\n- Xenon <b>(1)</b> Lamps: July 2024. [2]"
    )
    assert answer.scope == "by Apple"


def test_equals_share_a_place(bot: Chatbot) -> None:
    answer = bot.ask("second newest paper")
    assert answer.sentences[0].text.startswith("2 papers are the second newest of the 4 papers")
    assert [c.paper.id for c in answer.citations] == ["3", "5"]
    assert {s.verdict for s in answer.sentences} == {"supported"}


def test_a_further_fact_is_a_further_sentence(bot: Chatbot) -> None:
    answer = bot.ask("most upvoted paper, and who is it from?")
    assert [s.text for s in answer.sentences] == [
        "MUSCLE: A Strategy for Updates is the most upvoted of the 2 papers with a count of "
        "upvotes: 9 upvotes.",
        "MUSCLE: A Strategy for Updates comes from Apple.",
    ]
    assert str(answer.order) == "upvotes desc"


def test_the_page_shows_the_record_and_no_empty_quote(bot: Chatbot) -> None:
    turn = Turn("k", bot.ask("papers by Apple"))
    panel, answer = to_panel([turn]), to_messages([turn])[1]["content"]
    assert "<mark></mark>" not in panel
    assert "<mark>published July 2024 (2024-07); listed July 15, 2024 (2024-07-15)" in panel
    assert "Papers: by Apple" in panel
    assert "<b>" not in panel
    assert "<b>" not in answer
    assert answer.count("](#") == 2


def test_filters_in_words_cannot_become_markup(bot: Chatbot) -> None:
    hostile = '<img src=x onerror="alert(1)">'
    turn = Turn("k", bot.ask("What is MUSCLE?", filter=PaperFilter.make(organization=hostile)))
    assert "<img" not in to_panel([turn])
    assert "&lt;img" in to_panel([turn])
    assert "<img" not in to_messages([turn])[1]["content"]


def test_all_that_share_a_place_are_counted_and_ten_are_named(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [make_paper(f"Tide {n}", "It rises.", upvotes=3) for n in range(12)])
    answer = Chatbot(IndexReader(tmp_path), embedder).ask("which paper has the fewest upvotes?")
    assert answer.sentences[0].text.startswith("12 papers are the least upvoted of the 12 papers")
    assert len(answer.sentences) == 10
    assert {sentence.verdict for sentence in answer.sentences} == {"supported"}
