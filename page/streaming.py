"""One answer as it grows, in threads of its own: it can be stopped, and what stops is closed."""

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncGenerator, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from index.filters import ALL, PaperFilter
from index.store import IndexMismatch
from page.turns import Turn, to_history
from rag.answer import Answer
from rag.ask import PASSAGES, Chatbot
from rag.question import MAX_QUESTION, BadQuestion

THREADS = 256  # a step of an answer that waits for a model holds one
_PAUSE = 0.06  # seconds between two views of a growing answer: faster than that nobody reads
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Steering:
    """What the reader has set besides the question: passages, papers, and which chatbot answers."""

    k: int = PASSAGES
    filter: PaperFilter = ALL
    model: str = ""


class Stops:
    """The answers that are being written, by their turns' keys: each can be told to stop."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Event] = {}
        self._dropped: set[str] = set()

    def start(self, key: str) -> asyncio.Event:
        return self._running.setdefault(key, asyncio.Event())

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
        shown = 0.0
        async with aclosing(take(answers, stop)) as taken:
            async for answer in taken:
                turn = replace(turn, answer=answer)
                if not (answer.sentences or answer.pending) or time.monotonic() - shown > _PAUSE:
                    yield turn
                    shown = time.monotonic()
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


async def take(answers: Iterator[Answer], stop: asyncio.Event) -> AsyncGenerator[Answer]:
    """Yield what a generator yields, each step in a thread, until it ends or is told to stop.

    It is closed as soon as the step it is in has ended, also when nobody listens any more.
    """
    told = asyncio.ensure_future(stop.wait())
    step = _threads.submit(next, answers, None)
    try:
        while True:
            own = asyncio.wrap_future(step)
            waited: set[asyncio.Future[Any]] = {own, told}
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            if not own.done():
                own.add_done_callback(_ignore)
                return
            answer = own.result()
            if answer is None or stop.is_set():
                return
            yield answer
            step = _threads.submit(next, answers, None)
    finally:
        told.cancel()
        step.add_done_callback(lambda _: _close(answers))


def _ignore(step: "asyncio.Future[Answer | None]") -> None:
    """Nobody waits for this step any more; its error is nobody's."""
    if not step.cancelled():
        step.exception()


def _close(answers: Iterator[Answer]) -> None:
    if isinstance(answers, Generator):
        answers.close()
