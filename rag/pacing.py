"""Time and turns: how long the stages of an answer take, and who works first on few cores."""

import heapq
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from threading import Event, Lock


class Clock:
    """Seconds for each stage of one answer."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._last = time.perf_counter()

    def mark(self, stage: str) -> None:
        """A stage has ended: it took what has passed since the last mark, or since the start."""
        now = time.perf_counter()
        self.stages[stage], self._last = now - self._last, now


class Turnstile:
    """Lets few threads through at once, in the order in which their work is due.

    A hundred questions that are read at once take turns on the same cores, and all come last.

    Args:
        at_once: how many threads, 1 or more; by default one a core.

    """

    def __init__(self, at_once: int = os.cpu_count() or 1) -> None:
        self._free, self._lock = at_once, Lock()
        self.waiting: list[tuple[float, int, Event]] = []  # a heap: when due, number, go-ahead
        self._number = count()  # of those due at the same time the first to come goes first

    @contextmanager
    def pass_through(self, late: float = 0.0) -> Iterator[None]:
        """Around work of the calling thread, which others may be before for `late` seconds."""
        self._enter(time.monotonic() + late)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, due: float) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = Event()
            heapq.heappush(self.waiting, (due, next(self._number), turn))
        turn.wait()

    def _leave(self) -> None:
        with self._lock:
            if self.waiting:
                heapq.heappop(self.waiting)[-1].set()  # the place goes from one to the other
            else:
                self._free += 1
