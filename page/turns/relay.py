"""From the thread that writes an answer to the loop that shows it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from threading import Event

from rag.answer.answer import Answer

THREADS = 512  # an answer holds one until it ends
_LONGEST = 10.0  # seconds that a thread waits for its first answer to be shown
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")


class Relay:
    """What one thread takes from a generator, and the loop takes from there when it has time.

    The thread goes on from the first, which has the sources, when that has been shown; from then on
    an answer that nobody has taken gives way to the next. `over` says that there will be no other.
    """

    def __init__(self, answers: Iterator[Answer], stop: asyncio.Event) -> None:
        self.over = self._left = False
        self._answers = answers
        self._error: Exception | None = None
        self._newest: Answer | None = None
        self._taken: Answer | None = None
        self._due, self._shown = 0.0, Event()
        self._loop, self._news = asyncio.get_running_loop(), asyncio.Event()
        self._told = asyncio.ensure_future(stop.wait())

    async def take(self, pause: float = 0.0) -> Answer | None:
        """What is new after so many seconds, sooner at the end; None at the end, or when stopped.

        Raises what the generator raised.
        """
        self._due = time.monotonic() + pause
        if self._taken:
            self._shown.set()
        while not self._told.done():
            self._news.clear()
            over, left = self.over, self._due - time.monotonic()
            if self._newest is not self._taken and (over or left <= 0):
                self._taken = self._newest
                return self._taken
            if over and self._error:
                raise self._error
            if over:
                return None
            await self._wait(left if left > 0 else None)
        return None

    async def _wait(self, seconds: float | None) -> None:
        news = asyncio.ensure_future(self._news.wait())
        await asyncio.wait({news, self._told}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()

    def leave(self) -> None:
        """Say that nobody listens any more."""
        self._left = True
        self._told.cancel()
        self._shown.set()

    def write(self) -> None:
        """The thread's part. The generator is closed when the step ends in which nobody listens."""
        try:
            for answer in self._answers:
                self._newest = answer
                if time.monotonic() >= self._due:  # before, the loop looks by itself
                    self._loop.call_soon_threadsafe(self._news.set)
                self._shown.wait(_LONGEST)
                if self._left:
                    break
        except Exception as error:  # raised again where it is taken
            self._error = error
        _close(self._answers)
        self.over = True
        if not self._left:
            self._loop.call_soon_threadsafe(self._news.set)


@asynccontextmanager
async def relay(answers: Iterator[Answer], stop: asyncio.Event) -> AsyncGenerator[Relay]:
    """Have a thread write, until it ends, or is told to stop, or nobody listens any more."""
    relayed = Relay(answers, stop)
    writing = _threads.submit(relayed.write)
    try:
        yield relayed
    finally:
        relayed.leave()
        if writing.cancel():  # it had not begun
            _close(answers)


def _close(answers: Iterator[Answer]) -> None:
    if isinstance(answers, Generator):
        answers.close()
