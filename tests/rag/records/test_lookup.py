"""Answers from the catalog: exact, cited, checked against the record, or honestly refused."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.papers.filters import PaperFilter
from index.papers.paper import PaperDate
from index.store.reader import IndexReader
from page.turns.turn import Turn
from page.views.messages import to_messages
from page.views.sources import to_panel
from rag.answer.answer import Answer
from rag.answer.text import ABSTENTION
from rag.answer.wording import say_date
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex, make_paper

PAPERS = [
    make_paper("DeepArchitect: Searching Designs", "We search over designs of networks.", id="1",
               published="2017-04-27", authors=["Renato Negrinho", "Geoff Gordon"], author_count=2,
               url="https://arxiv.org/abs/1704.08792"),
    make_paper("BroRL: Broadened Exploration", "We broaden the exploration of RL agents.", id="2",
               published="2025-10-01", organization="NVIDIA", author_count=11, upvotes=5),
    make_paper("MUSCLE: A Strategy for Updates", "Model updates should not break cases. It works.",
               id="3", published="2024-07", listed="2024-07-15", organization="Apple",
               author_count=15, upvotes=9, comments=1),
    make_paper("No Date Is Known for This", "We study calendars of old towns.", id="4"),
    make_paper("Xenon <b>[1]</b> Lamps", "We do not increase the brightness of lamps.", id="5",
               published="2024-07", organization="Apple", authors=["Albert No", "Ada Lee"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def bot(
    tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex, embedder: Embedder
) -> Chatbot:
    folder = tmp_path_factory.mktemp("records") / "index"
    make_index(folder, list(PAPERS))
    return Chatbot(IndexReader(folder), embedder)


def test_two_facts_are_two_sentences_and_one_that_is_missing_is_said(bot: Chatbot) -> None:
    told = [s.text for s in bot.ask("who wrote DeepArchitect, and when?").sentences]
    assert told == [
        "DeepArchitect: Searching Designs is by Renato Negrinho and Geoff Gordon.",
        "DeepArchitect: Searching Designs was published on April 27, 2017.",
    ]
    answer = bot.ask("who wrote DeepArchitect, and how many upvotes?")
    assert answer.abstained
    assert "the index does not hold the upvotes of DeepArchitect" in answer.reason


def test_a_name_within_another_name_is_not_that_paper_s(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [make_paper("Trans-Tide: Moving Water", "Tides move.", authors=["A B"])])
    bot = Chatbot(IndexReader(tmp_path), embedder)
    assert bot.ask("who wrote Tide?").composer != "records"
    assert bot.ask("who wrote Trans-Tide?").composer == "records"


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


def test_dates_are_said_as_exact_as_they_are_known() -> None:
    dates = [PaperDate(2017, 4, 27), PaperDate(2025, 10), PaperDate(1986)]
    assert [say_date(day) for day in dates] == ["April 27, 2017", "October 2025", "1986"]


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


def test_an_empty_index_says_so(tmp_path: Path, make_index: MakeIndex, embedder: Embedder) -> None:
    make_index(tmp_path, [])
    answer = Chatbot(IndexReader(tmp_path), embedder).ask("how many papers are there?")
    assert answer.text == f"{ABSTENTION} The index is empty."
