"""Which event of the Ask tab does what; the controls' values become `Choices` here."""

from typing import Any

import gradio as gr

from index.papers.filters import ALL
from page.chat.conversation import Conversation
from page.chat.events import ASKING, PRIVATE, SHOWING, States, Values, stream
from page.chat.parts import Parts
from page.turns.steering import Choices
from page.turns.turn import Turn
from rag.query.question import BadQuestion


class Clicks:
    """The handlers, as Gradio calls them: its data on the event, the turns, then each control."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk

    @stream
    def ask(self, question: str, past: list[Turn], *controls: Any) -> States:
        return self._talk.ask_by(question, past, Choices(*controls))

    @stream
    def choose(self, data: gr.SelectData, past: list[Turn], *controls: Any) -> States:
        """An example or a suggestion."""
        question = data.value["text"] if isinstance(data.value, dict) else data.value
        return self._talk.ask_by(str(question), past, Choices(*controls))

    @stream
    def retry(self, data: gr.RetryData, past: list[Turn], *controls: Any) -> States:
        at = _turn_of(data.index, past)
        return self._ask_from(at, past[at].answer.question, past, Choices(*controls))

    @stream
    def edit(self, data: gr.EditData, past: list[Turn], *controls: Any) -> States:
        at = _turn_of(data.index, past)
        same = data.value == data.previous_value
        question = past[at].answer.question if same else str(data.value)
        return self._ask_from(at, question, past, Choices(*controls))

    def _ask_from(self, at: int, question: str, past: list[Turn], choices: Choices) -> States:
        self._talk.drop(past)
        return self._talk.ask_by(question, past[:at], choices)

    @stream
    def set_filter(self, past: list[Turn], *controls: Any) -> States:
        try:
            return self._talk.set_filter(past, Choices(*controls))
        except BadQuestion as error:
            raise gr.Error(str(error)) from error

    def undo(self, past: list[Turn], data: gr.UndoData) -> Values:
        return self._talk.undo(past, _turn_of(data.index, past))


def connect(parts: Parts, talk: Conversation) -> None:
    """Say which handler each event of the tab has."""
    clicks, known, shown = Clicks(talk), parts.asked_with, parts.shown
    parts.box.submit(clicks.ask, [parts.box, *known], shown, **ASKING)
    parts.chat.example_select(clicks.choose, known, shown, **ASKING)
    parts.chat.option_select(clicks.choose, known, shown, **ASKING)
    parts.chat.retry(clicks.retry, known, shown, **ASKING)
    parts.chat.edit(clicks.edit, known, shown, **ASKING)
    parts.again.click(clicks.set_filter, known, shown, **ASKING)
    parts.box.stop(talk.stop, [parts.turns], None, queue=False, **PRIVATE)
    parts.chat.clear(talk.clear, [parts.turns], shown, **SHOWING)
    parts.chat.undo(clicks.undo, [parts.turns], [parts.box, *shown], **SHOWING)
    filters = [parts.filters, *parts.controls.of_filter]
    parts.edit.click(show_filters, [parts.turns], filters, **PRIVATE)


def show_filters(turns: list[Turn]) -> Values:
    """The controls set to what the last answer's papers were chosen by, and open."""
    filter = turns[-1].answer.filters if turns else ALL
    dates = (str(date) if date else "" for date in (filter.since, filter.until))
    return gr.update(open=True), *dates, filter.organization, filter.author or ""


def _turn_of(index: int | tuple[int, int], past: list[Turn]) -> int:
    """The turn of a message: two messages a turn. Raises Error where there is none."""
    at = (index if isinstance(index, int) else index[0]) // 2
    if not 0 <= at < len(past):
        raise gr.Error("this question is not here any more; load the page again")
    return at
