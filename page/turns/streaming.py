"""One answer as it grows: it can be stopped, and is shown no oftener than there is time for."""

import asyncio
import logging
import uuid
from collections.abc import AsyncGenerator
from dataclasses import replace

from index.errors import IndexMismatch
from page.turns.relay import relay
from page.turns.steering import Steering
from page.turns.turn import Turn, to_history
from rag.answer.answer import Answer
from rag.chatbot import Chatbot
from rag.query.question import MAX_QUESTION, BadQuestion

_PAUSE = 0.06  # seconds between two views of a growing answer: faster than that nobody reads
_SHARE = 0.01  # seconds of each other answer in that pause: 100 at once are shown once a second
_log = logging.getLogger(__name__)


class Stops:
    """The answers that are being written, by their turns' keys: each can be told to stop."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Event] = {}
        self._dropped: set[str] = set()

    def start(self, key: str) -> asyncio.Event:
        return self._running.setdefault(key, asyncio.Event())

    @property
    def pause(self) -> float:
        """Seconds between two views of an answer, so that the views of all leave time for more."""
        return max(_PAUSE, _SHARE * len(self._running))

    def end(self, key: str) -> bool:
        """Whether the turn of this key is still wanted, now that it has ended."""
        self._running.pop(key, None)
        wanted = key not in self._dropped
        self._dropped.discard(key)
        return wanted

    def stop(self, turns: list[Turn], *, drop: bool = False) -> None:
        """Stop what is being written in a conversation, if anything, and on wish forget it."""
        for turn in turns:
            if turn.key in self._running:
                self._running[turn.key].set()
                if drop:
                    self._dropped.add(turn.key)


async def stream_turn(
    chatbot: Chatbot, question: str, past: list[Turn], steering: Steering, stops: Stops
) -> AsyncGenerator[Turn]:
    """Yield the turn of one question: at once with nothing but it, then as its answer grows.

    The last one is not live any more, whatever happened; there is none if the turn was dropped.
    """
    turn = Turn(uuid.uuid4().hex[:8], Answer(" ".join(question.split())[:MAX_QUESTION]), live=True)
    stop, wanted = stops.start(turn.key), True
    try:
        yield turn
        answers = chatbot.stream(question, steering.k, steering.filter, to_history(past))
        pause = 0.0  # its sources and its first words are shown at once
        async with relay(answers, stop) as relayed:
            while answer := await relayed.take(pause):
                turn = replace(turn, answer=answer)
                if not relayed.over:
                    yield turn
                pause = stops.pause if answer.sentences or answer.pending else 0.0
    except (BadQuestion, IndexMismatch) as error:
        turn = replace(turn, error=str(error))
    except Exception:  # the reader must see that it ended; the log has the rest
        _log.exception("no answer to %r", question)
        turn = _break_off(turn)
    finally:
        wanted = stops.end(turn.key)
    if wanted:
        yield replace(turn, live=False, stopped=stop.is_set())


def _break_off(turn: Turn) -> Turn:
    """A failure: what was written before it stays, and says so."""
    told = "Something went wrong; the server's log says what."
    if turn.answer.sentences:
        return replace(turn, answer=replace(turn.answer, pending="", note=f"Broken off. {told}"))
    return replace(turn, error=told)
