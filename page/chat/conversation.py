"""What happens on a click: asking, stopping, asking again, taking back."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import gradio as gr

from page.turns.saved import restore_turns
from page.turns.streaming import Steering, Stops, stream_turn
from page.turns.turns import Message, Turn, to_messages
from page.views.chips import Wish, keep_chips, set_filter
from page.views.sources import to_panel
from page.views.view import to_news, to_view
from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from rag.query.question import BadQuestion
from rag.query.request import make_filter

if TYPE_CHECKING:
    from page.layout import Parts

Values = tuple[Any, ...]
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# A view is yielded as the browser takes it: Gradio would go to a thread for each of its parts.
SHOWING: dict[str, Any] = {"postprocess": False, **PRIVATE}
ASKING = {"concurrency_limit": None, **SHOWING}


class Conversation:
    """The handlers of one page: each takes the turns so far and gives the page's next state."""

    def __init__(self, chatbot: Chatbot, models: Mapping[str, Chatbot], stops: Stops) -> None:
        self._chatbot, self._models, self._stops = chatbot, models, stops

    async def ask(
        self, question: str, past: list[Turn], steering: Steering
    ) -> AsyncGenerator[Values]:
        """Yield the page's state as the answer to one question grows.

        What has not changed is given again as it was: Gradio makes a component anew for every
        value that it is told to skip, which costs more than the answer.
        """
        self._stops.stop(past, drop=True)
        past = [turn for turn in past if not turn.live]
        chatbot = self._models.get(steering.model, self._chatbot)
        panel, shown, news = "", None, ""
        stream = stream_turn(chatbot, question, past, steering, self._stops)
        async with aclosing(stream) as turns:
            async for turn in turns:
                now = [*past, turn]
                if _cards_of(turn) != shown:
                    panel, shown = to_panel(now), _cards_of(turn)
                news = news if turn.live and news else to_news(now)
                yield now, wrap_messages(to_messages(now)), panel, news

    async def ask_by(
        self, question: str, past: list[Turn], *controls: Any
    ) -> AsyncGenerator[Values]:
        """The same, steered by the page's controls as they stand."""
        try:
            steering = read_controls(*controls)
        except BadQuestion as error:
            turn = Turn("0", Answer(question), error=str(error))
            yield show([*past, turn])
            return
        async with aclosing(self.ask(question, past, steering)) as states:
            async for state in states:
                yield state

    async def ask_again(
        self, make_wish: Callable[[Answer], Wish], past: list[Turn], *controls: Any
    ) -> AsyncGenerator[Values]:
        """The last question anew, under another filter."""
        if not past or past[-1].live:
            yield show(past)
            return
        wish = make_wish(past[-1].answer)
        steering = replace(read_controls(None, None, None, None, *controls[4:]), filter=wish.filter)
        async with aclosing(self.ask(wish.question, past[:-1], steering)) as states:
            async for state in states:
                yield state

    async def keep(
        self, kept: list[str], past: list[Turn], *controls: Any
    ) -> AsyncGenerator[Values]:
        """The last question anew without the chips that were taken away."""
        states = self.ask_again(lambda a: keep_chips(a, kept, self._chatbot.index), past, *controls)
        async with aclosing(states):
            async for state in states:
                yield state

    async def set_filter(self, past: list[Turn], *controls: Any) -> AsyncGenerator[Values]:
        """The last question anew, under the filter that the controls say."""
        try:
            filter = read_controls(*controls).filter
        except BadQuestion as error:
            raise gr.Error(str(error)) from error
        states = self.ask_again(
            lambda a: set_filter(a, filter, self._chatbot.index), past, *controls
        )
        async with aclosing(states):
            async for state in states:
                yield state

    def stop(self, turns: list[Turn]) -> None:
        """The answer that is being written ends where it is."""
        self._stops.stop(turns)

    def drop(self, turns: list[Turn]) -> None:
        """The answer that is being written is not wanted any more."""
        self._stops.stop(turns, drop=True)

    def clear(self, turns: list[Turn]) -> Values:
        """An empty conversation; what was being written is stopped."""
        self._stops.stop(turns, drop=True)
        return show([])

    def restore(self, turns: list[Turn], kept: object) -> Values:
        """A conversation that the browser kept, in the place of the one that is shown."""
        self._stops.stop(turns, drop=True)
        return show(restore_turns(kept))

    def undo(self, turns: list[Turn], at: int) -> Values:
        """The conversation before the message at this place; its question is back in the box."""
        self._stops.stop(turns, drop=True)
        kept, gone = turns[: at // 2], turns[at // 2 :]
        question = gone[0].answer.question if gone else ""
        return question, *show(kept)


def _cards_of(turn: Turn) -> tuple[object, ...]:
    """What the panel shows of a turn."""
    answer = turn.answer
    return turn.live, answer.passages, answer.citations, answer.draft, answer.abstained


def read_controls(
    since: str | None, until: str | None, organization: str | None, author: str | None,
    k: int, model: str,
) -> Steering:  # fmt: skip
    """What the controls say. Raises BadQuestion on what is no date or no name."""
    given = (value.strip() or None if value else None for value in (since, until))
    names = (value.strip() or None if value else None for value in (organization, author))
    return Steering(int(k), make_filter(*given, *names), model or "")


def show(turns: list[Turn]) -> Values:
    """The whole page for some turns, in the order of `Parts.shown`."""
    view = to_view(turns)
    return turns, wrap_messages(view.messages), view.panel, view.news


def wrap_messages(messages: list[Message]) -> list[dict[str, Any]]:
    """Messages as the browser's part of gr.Chatbot takes them."""
    return [
        {
            "role": message["role"],
            "metadata": None,
            "content": [{"text": cleandoc(message["content"]), "type": "text"}],
            "options": message.get("options"),
        }
        for message in messages
    ]


def show_filters(turns: list[Turn]) -> Values:
    """The controls set to what the last answer's papers were chosen by, and open."""
    filter = turns[-1].answer.filters
    dates = (str(date) if date else "" for date in (filter.since, filter.until))
    return gr.update(open=True), *dates, filter.organization, filter.author or ""


def connect(parts: "Parts", talk: Conversation) -> None:
    """Say which handler each event of the page has."""
    controls = parts.controls.values
    outputs = parts.shown

    async def choose(data: gr.SelectData, past: list[Turn], *values: Any) -> AsyncGenerator[Values]:
        question = data.value["text"] if isinstance(data.value, dict) else data.value
        async for state in talk.ask_by(str(question), past, *values):
            yield state

    async def retry(data: gr.RetryData, past: list[Turn], *values: Any) -> AsyncGenerator[Values]:
        at = _turn_of(data.index)
        talk.drop(past)
        async for state in talk.ask_by(past[at].answer.question, past[:at], *values):
            yield state

    async def edit(data: gr.EditData, past: list[Turn], *values: Any) -> AsyncGenerator[Values]:
        at = _turn_of(data.index)
        talk.drop(past)
        same = data.value == data.previous_value
        question = past[at].answer.question if same else str(data.value)
        async for state in talk.ask_by(question, past[:at], *values):
            yield state

    def undo(past: list[Turn], data: gr.UndoData) -> Values:
        return talk.undo(past, 2 * _turn_of(data.index))

    known = [parts.turns, *controls]
    parts.box.submit(talk.ask_by, [parts.box, *known], outputs, **ASKING)
    parts.chat.example_select(choose, known, outputs, **ASKING)
    parts.chat.option_select(choose, known, outputs, **ASKING)
    parts.chat.retry(retry, known, outputs, **ASKING)
    parts.chat.edit(edit, known, outputs, **ASKING)
    parts.again.click(talk.set_filter, known, outputs, **ASKING)
    parts.box.stop(talk.stop, [parts.turns], None, queue=False, **PRIVATE)
    parts.chat.clear(talk.clear, [parts.turns], outputs, **SHOWING)
    parts.chat.undo(undo, [parts.turns], [parts.box, *outputs], **SHOWING)
    parts.edit.click(show_filters, [parts.turns], [parts.filters, *controls[:4]], **PRIVATE)


def _turn_of(index: int | tuple[int, int]) -> int:
    """The turn of a message: two messages a turn."""
    return (index if isinstance(index, int) else index[0]) // 2
