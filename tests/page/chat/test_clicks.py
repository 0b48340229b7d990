"""What Gradio calls on each event: its data, the turns, the values of the controls."""

import asyncio
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from index.papers.filters import PaperFilter
from page.chat.clicks import Clicks, show_filters
from page.chat.conversation import Conversation
from page.chat.events import States
from page.turns.turn import Turn
from rag.chatbot import Chatbot
from tests.page.conftest import turn_about

CONTROLS = ("2014", "", None, None, 3, "")
PAST = [turn_about("Tides", "Rise.", "Why?", "a"), turn_about("Seas", "Fall.", "How?", "b")]


@pytest.fixture
def clicks(chatbot: Chatbot) -> Clicks:
    return Clicks(Conversation(chatbot, {}))


def asked(states: States) -> list[str]:
    """The questions of the last state."""
    return [turn.answer.question for turn in last(states)]


def last(states: States) -> list[Turn]:
    async def collect() -> list[Turn]:
        found = [turns async for turns, *_ in states]
        return list(found[-1])

    return asyncio.run(collect())


def test_values_of_controls_are_read_in_their_order(clicks: Clicks) -> None:
    turn = last(clicks.ask("What is dropout?", [], *CONTROLS))[-1]
    assert turn.answer.filters == PaperFilter.make(since="2014")
    assert len(turn.answer.passages) == 3


@pytest.mark.parametrize("value", ["What is LoRA?", {"text": "What is LoRA?"}])
def test_a_suggestion_and_an_example_are_asked(clicks: Clicks, value: Any) -> None:
    data = gr.SelectData(None, {"index": 0, "value": value})
    assert asked(clicks.choose(data, PAST, *CONTROLS)) == ["Why?", "How?", "What is LoRA?"]


def test_an_earlier_question_is_asked_again_in_the_place_of_what_came_after(
    clicks: Clicks,
) -> None:
    data = gr.RetryData(None, {"index": 0, "value": ""})
    assert asked(clicks.retry(data, PAST, *CONTROLS)) == ["Why?"]


@pytest.mark.parametrize(("value", "questions"), [("And?", ["Why?", "And?"]), ("How?", None)])
def test_an_edited_question_is_asked_instead(
    clicks: Clicks, value: str, questions: list[str] | None
) -> None:
    data = gr.EditData(None, {"index": [2, 0], "value": value, "previous_value": "How?"})
    assert asked(clicks.edit(data, PAST, *CONTROLS)) == (questions or ["Why?", "How?"])


def test_a_filter_that_is_none_is_told(clicks: Clicks) -> None:
    with pytest.raises(gr.Error, match="'soon' is not YYYY"):
        last(clicks.set_filter(PAST, "soon", *CONTROLS[1:]))


def test_a_turn_is_taken_back_by_either_of_its_messages(clicks: Clicks) -> None:
    question, turns, *_ = clicks.undo(PAST, gr.UndoData(None, {"index": 3, "value": ""}))
    assert (question, turns) == ("How?", PAST[:1])


def test_controls_show_what_the_last_answer_was_asked_of() -> None:
    filter = PaperFilter.make("2014", None, None, "Ann Quay")
    turn = replace(PAST[0], answer=replace(PAST[0].answer, filters=filter))
    opened, *values = show_filters([turn])
    assert opened["open"]
    assert values == ["2014", "", None, "Ann Quay"]
