"""What a reader can do with a conversation: ask, stop, ask again, take back."""

from collections.abc import Callable, Mapping
from contextlib import aclosing

from page.chat.events import States, Values, just
from page.keeping.links import read_query
from page.keeping.saved import MOST_TURNS, restore_turns
from page.turns.steering import Choices, Steering
from page.turns.streaming import Stops, stream_turn
from page.turns.turn import Turn
from page.views.chips import Wish, keep_chips, set_filter
from page.views.messages import to_messages, wrap_messages
from page.views.news import to_news
from page.views.sources import to_panel
from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from rag.query.question import BadQuestion


class Conversation:
    """Takes the turns so far and gives the page's next state, or a stream of its states.

    `models` are the chatbots that a reader may choose from by name; `chatbot` is the first.
    """

    def __init__(self, chatbot: Chatbot, models: Mapping[str, Chatbot]) -> None:
        self._chatbot, self._models, self._stops = chatbot, models, Stops()

    async def ask(self, question: str, past: list[Turn], steering: Steering) -> States:
        """Yield the page's state as the answer to one question grows.

        What has not changed is given again as it was: Gradio makes a component anew for every
        value that it is told to skip, which costs more than the answer.
        """
        self.drop(past)
        past = [turn for turn in past if not turn.live][1 - MOST_TURNS :]
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

    def ask_by(self, question: str, past: list[Turn], choices: Choices) -> States:
        """The same, steered by the page's controls."""
        try:
            steering = choices.steer(choices.read_filter())
        except BadQuestion as error:
            return _refuse(question, past, error)
        return self.ask(question, past, steering)

    def ask_link(self, query: str, past: list[Turn]) -> States:
        """The same, steered by a link's query."""
        try:
            question, steering = read_query(query)
        except BadQuestion as error:
            return _refuse(query, past, error)
        return self.ask(question, past, steering)

    def keep(self, kept: list[str], past: list[Turn], choices: Choices) -> States:
        """The last question anew without the chips that were taken away."""
        index = self._chatbot.index
        try:
            return self._ask_again(lambda answer: keep_chips(answer, kept, index), past, choices)
        except BadQuestion as error:
            return _refuse(past[-1].answer.question, past, error)

    def set_filter(self, past: list[Turn], choices: Choices) -> States:
        """The last question anew, of the papers that the controls say. Raises BadQuestion."""
        filter, index = choices.read_filter(), self._chatbot.index
        return self._ask_again(lambda answer: set_filter(answer, filter, index), past, choices)

    def _ask_again(
        self, make_wish: Callable[[Answer], Wish], past: list[Turn], choices: Choices
    ) -> States:
        if not past or past[-1].live:
            return just(show(past))
        wish = make_wish(past[-1].answer)
        return self.ask(wish.question, past[:-1], choices.steer(wish.filter))

    def stop(self, turns: list[Turn]) -> None:
        """The answer that is being written ends where it is."""
        self._stops.stop(turns)

    def drop(self, turns: list[Turn]) -> None:
        """The answer that is being written is not wanted any more."""
        self._stops.stop(turns, drop=True)

    def clear(self, turns: list[Turn]) -> Values:
        """An empty conversation; what was being written is stopped."""
        self.drop(turns)
        return show([])

    def restore(self, turns: list[Turn], kept: object) -> Values:
        """A conversation that the browser kept, in the place of the one that is shown."""
        self.drop(turns)
        return show(restore_turns(kept))

    def undo(self, turns: list[Turn], at: int) -> Values:
        """The conversation before the turn at this place, after the question to put in the box."""
        self.drop(turns)
        question = turns[at].answer.question if at < len(turns) else ""
        return question, *show(turns[:at])


def show(turns: list[Turn]) -> Values:
    """The whole page for some turns, in the order of `page.chat.parts.Parts.shown`."""
    return turns, wrap_messages(to_messages(turns)), to_panel(turns), to_news(turns)


def _refuse(question: str, past: list[Turn], error: BadQuestion) -> States:
    return just(show([*past, Turn("0", Answer(question), error=str(error))]))


def _cards_of(turn: Turn) -> tuple[object, ...]:
    """What the panel shows of a turn."""
    answer = turn.answer
    return turn.live, answer.passages, answer.citations, answer.draft, answer.abstained
