"""What a reader can do with a conversation, on the real chatbot."""

import asyncio

import pytest

from index.papers.filters import PaperFilter
from page.chat.conversation import Conversation, show
from page.chat.events import States
from page.keeping.saved import MOST_TURNS
from page.turns.steering import Choices, Steering
from page.turns.turn import Turn
from rag.chatbot import Chatbot
from rag.query.question import BadQuestion
from tests.page.conftest import answer_with, turn_about

DROPOUT = "What is dropout?"


@pytest.fixture
def talk(chatbot: Chatbot) -> Conversation:
    return Conversation(chatbot, {"quotes": chatbot})


def turns_of(states: States) -> list[list[Turn]]:
    """The turns of each state."""

    async def collect() -> list[list[Turn]]:
        return [turns async for turns, *_ in states]

    return asyncio.run(collect())


def test_states_grow_by_one_turn_that_ends(talk: Conversation) -> None:
    past = [turn_about("Tides", "They rise.")]
    states = turns_of(talk.ask(DROPOUT, past, Steering()))
    assert [len(turns) for turns in states] == [2] * len(states)
    assert [turns[-1].live for turns in states] == [True] * (len(states) - 1) + [False]
    assert states[-1][-1].answer.citations


def test_what_was_live_is_left_behind(talk: Conversation) -> None:
    live = Turn("a", answer_with("Tides"), live=True)
    assert len(turns_of(talk.ask(DROPOUT, [live], Steering()))[-1]) == 1


def test_a_conversation_has_its_newest_turns(talk: Conversation) -> None:
    past = [turn_about("Tides", "They rise.", key=f"{n:x}") for n in range(MOST_TURNS)]
    turns = turns_of(talk.ask(DROPOUT, past, Steering()))[-1]
    assert turns[:-1] == past[1:]


def test_controls_steer(talk: Conversation) -> None:
    turns = turns_of(talk.ask_by(DROPOUT, [], Choices(since="2014", k=3)))[-1]
    assert turns[-1].answer.filters == PaperFilter.make(since="2014")
    assert len(turns[-1].answer.passages) == 3


def test_a_wrong_date_is_a_turn_that_says_so(talk: Conversation) -> None:
    ((turn,),) = turns_of(talk.ask_by(DROPOUT, [], Choices(since="soon")))
    assert "'soon' is not YYYY" in turn.error
    with pytest.raises(BadQuestion):
        talk.set_filter([turn], Choices(since="soon"))


def test_the_last_question_is_asked_of_the_papers_that_the_controls_say(
    talk: Conversation, chatbot: Chatbot
) -> None:
    past = [Turn("a", chatbot.ask(f"{DROPOUT} Papers since 2016"))]
    turns = turns_of(talk.set_filter(past, Choices(until="2015")))[-1]
    assert len(turns) == 1
    assert turns[0].answer.filters == PaperFilter.make(until="2015")


def test_without_a_question_none_is_asked_again(talk: Conversation) -> None:
    assert turns_of(talk.keep([], [], Choices())) == [[]]
    live = [Turn("a", answer_with("Tides"), live=True)]
    assert turns_of(talk.set_filter(live, Choices())) == [live]


def test_what_is_taken_back_is_put_in_the_box(talk: Conversation) -> None:
    turns = [turn_about("Tides", "Rise.", "Why?", "a"), turn_about("Seas", "Fall.", "How?", "b")]
    assert talk.undo(turns, 1) == ("How?", *show(turns[:1]))
    assert talk.undo(turns, 2) == ("", *show(turns))
    assert talk.clear(turns) == show([])
