"""What is taken away, and what the page's script asks for."""

import asyncio
import json

from page.chat.conversation import Conversation
from page.chat.events import Values
from page.chat.shelf import follow, pack
from page.keeping.saved import save_turn
from page.turns.steering import Choices
from page.turns.turn import Turn
from rag.chatbot import Chatbot
from tests.page.conftest import answer_with


def test_an_export_is_of_the_last_answer_or_of_all() -> None:
    turns = [Turn("a", answer_with("Tides")), Turn("b", answer_with("Seas"))]
    assert "Tides" not in pack("BibTeX", False, turns)
    assert "Tides" in pack("BibTeX", True, turns)
    assert pack("BibTeX", True, []) == ""


def obey(chatbot: Chatbot, **command: object) -> list[Values]:
    """What follows from a command of the page's script, on one turn."""
    talk, turns = Conversation(chatbot, {}), [Turn("a", answer_with("Tides"))]

    async def collect() -> list[Values]:
        states = follow(talk, json.dumps(command), turns, Choices())
        return [state async for state in states]

    return asyncio.run(collect())


def test_the_script_has_a_kept_conversation_shown_or_an_empty_one(chatbot: Chatbot) -> None:
    seas = Turn("b", answer_with("Seas"))
    ((turns, *_),) = obey(chatbot, do="restore", turns=[save_turn(seas)])
    assert turns == [seas]
    ((turns, *_),) = obey(chatbot, do="clear")
    assert turns == []


def test_a_link_is_asked_or_says_what_is_wrong_with_it(chatbot: Chatbot) -> None:
    turns = obey(chatbot, do="ask", query="?q=What+is+dropout%3F&since=2014")[-1][0]
    assert turns[-1].answer.filters.since.year == 2014
    assert turns[-1].answer.citations
    ((turns, *_),) = obey(chatbot, do="ask", query="?q=x&since=soon")
    assert "'soon' is not YYYY" in turns[-1].error


def test_a_chip_taken_away_asks_the_last_question_anew(chatbot: Chatbot) -> None:
    turns = obey(chatbot, do="keep", kept=[])[-1][0]
    assert [turn.answer.question for turn in turns] == ["Is it so?"]
    assert turns[-1].key != "a"


def test_what_is_no_command_does_nothing(chatbot: Chatbot) -> None:
    assert obey(chatbot, do="dance") == []
