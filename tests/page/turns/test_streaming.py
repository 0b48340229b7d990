"""A turn as its answer grows."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from page.turns.steering import Steering
from page.turns.streaming import Stops, stream_turn
from page.turns.turn import Turn
from page.views.messages import to_messages
from page.views.sources import to_panel
from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from tests.page.conftest import turn_about


def stream(
    chatbot: Chatbot, question: str, past: list[Turn], stops: Stops | None = None
) -> list[Turn]:
    async def collect() -> list[Turn]:
        turns = stream_turn(chatbot, question, past, Steering(), stops or Stops())
        return [turn async for turn in turns]

    return asyncio.run(collect())


def test_a_turn_streams_its_sources_first(chatbot: Chatbot) -> None:
    past = [turn_about("Tides", "They rise.")]
    first, second, *_, last = stream(chatbot, "What is dropout?", past)
    assert "Looking through" in to_messages([first])[-1]["content"]
    panel = to_panel([second])
    assert "10 passages retrieved" in panel
    assert panel.count('class="source"') > 3
    assert not last.live
    assert last.answer.citations


class Typist(Chatbot):
    """Finds as ever, then types 30 words."""

    def stream(self, question: str, *rest: Any, **options: Any) -> Iterator[Answer]:
        found = next(super().stream(question, *rest, **options))
        yield found
        for n in range(30):
            time.sleep(0.01)
            yield replace(found, pending="word " * (n + 1))


def test_first_words_are_shown_at_once_and_the_next_the_later_the_more_answers_grow(
    chatbot: Chatbot,
) -> None:
    typist = Typist(chatbot.index, chatbot.embedder)
    alone = [turn.answer.pending for turn in stream(typist, "What is dropout?", [])]
    crowd = Stops()
    for n in range(1000):
        crowd.start(str(n))
    crowded = [turn.answer.pending for turn in stream(typist, "What is dropout?", [], crowd)]
    assert crowded == ["", "", "word ", "word " * 30]
    assert len(alone) > len(crowded)
    assert alone[:3] == crowded[:3]


def test_a_bad_question_is_answered_by_its_mistake(chatbot: Chatbot) -> None:
    *_, turn = stream(chatbot, "🙂", [])
    assert "has no word in it" in to_messages([turn])[-1]["content"]


def test_a_dropped_turn_says_nothing_at_its_end(chatbot: Chatbot) -> None:
    stops = Stops()

    async def drop_at_once() -> list[Turn]:
        seen = []
        async for turn in stream_turn(chatbot, "What is dropout?", [], Steering(), stops):
            seen.append(turn)
            stops.stop([turn], drop=True)
        return seen

    assert all(turn.live for turn in asyncio.run(drop_at_once()))
