"""One answer as it grows, in threads of its own: it can be stopped, and what stops is closed."""

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncGenerator, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from index.filters import ALL, PaperFilter
from index.store import IndexMismatch
from page.turns import Turn, to_history
from rag.answer import Answer
from rag.chatbot import PASSAGES, Chatbot
from rag.question import MAX_QUESTION, BadQuestion

THREADS = 256  # a step of an answer that waits for a model holds one
_PAUSE = 0.06  # seconds between two views of a growing answer: faster than that nobody reads
_SHARE = 0.01  # seconds of each other answer in that pause: 100 at once are shown once a second
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Steering:
    """What the reader has set besides the question: passages, papers, and which chatbot answers."""

    k: int = PASSAGES
    filter: PaperFilter = ALL
    model: str = ""


class Turnstile:
    """Lets few answers search at once, in the order of asking, and before others go on.

    A hundred searches at once would take turns on the same cores, and all come last.
    """

    AT_ONCE = 2
    LONGEST = 1.0  # seconds that an answer with its sources waits for others to find theirs

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(self.AT_ONCE)
        self._searching = 0
        self._idle = asyncio.Event()

    @asynccontextmanager
    async def pass_through(self, step: int) -> AsyncGenerator[None]:
        """Around a step of an answer: the first, 0, searches; the next one comes after others'."""
        if step == 1 and self._searching:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), self.LONGEST)
        if step:
            yield
            return
        self._searching += 1
        self._idle.clear()
        try:
            async with self._free:
                yield
        finally:
            self._searching -= 1
            if not self._searching:
                self._idle.set()


class Stops:
    """The answers that are being written, by their turns' keys: each can be told to stop."""

    def __init__(self) -> None:
        self.turnstile = Turnstile()
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
        due = 0.0  # its sources and its first words are shown at once
        async with aclosing(take(answers, stop, stops.turnstile)) as taken:
            async for answer in taken:
                turn = replace(turn, answer=answer)
                if time.monotonic() >= due:
                    yield turn
                    begun = answer.sentences or answer.pending
                    due = time.monotonic() + stops.pause if begun else 0.0
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


async def take(
    answers: Iterator[Answer], stop: asyncio.Event, turnstile: Turnstile
) -> AsyncGenerator[Answer]:
    """Yield what a generator yields, each step in a thread, until it ends or is told to stop.

    It is closed as soon as the step it is in has ended, also when nobody listens any more.
    """
    told = asyncio.ensure_future(stop.wait())
    step: Future[Answer | None] | None = None
    try:
        for number in count():
            async with turnstile.pass_through(number):
                step = _threads.submit(next, answers, None)
                answer = await _wait(step, told)
            if answer is None or stop.is_set():
                return
            yield answer
    finally:
        told.cancel()
        if step:
            step.add_done_callback(lambda _: _close(answers))
        else:
            _close(answers)


async def _wait(step: "Future[Answer | None]", told: "asyncio.Future[Any]") -> Answer | None:
    """What a step gives; None where it has ended, or is told to stop before."""
    own = asyncio.wrap_future(step)
    waited: set[asyncio.Future[Any]] = {own, told}
    await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
    if own.done():
        return own.result()
    own.add_done_callback(_ignore)
    return None


def _ignore(step: "asyncio.Future[Answer | None]") -> None:
    """Nobody waits for this step any more; its error is nobody's."""
    if not step.cancelled():
        step.exception()


def _close(answers: Iterator[Answer]) -> None:
    if isinstance(answers, Generator):
        answers.close()
