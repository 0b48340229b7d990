"""One process that keeps an index up to date: a round of indexing every few hours.

The index is locked only during a round. A round that fails is logged, and the next one comes all
the same; only mistakes that the first round shows end it at once. SIGTERM and SIGINT end it, also
within a round, whose papers the next run goes on with.
"""

import logging
import random
import re
import signal
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType

from index.embedding.loading import Embedder
from index.errors import AskpapersError, BadSource, IndexMismatch
from index.ingest.intake import Intake
from index.papers.cleaning import escape_hidden
from index.readers.folders import INPUT
from index.readers.sources import ReadOptions

_log = logging.getLogger(__name__)
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_LEAST, _MOST = 1, 30 * 86_400  # seconds
_JITTER = 0.1  # of the interval, so that not all of a server's followers ask at the same moment


def read_interval(text: str) -> float:
    """ "90s", "30m", "6h" or "1d" in seconds. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)([smhd])", text.strip())
    seconds = float(found[1]) * _UNITS[found[2]] if found else 0.0
    if not _LEAST <= seconds <= _MOST:
        raise ValueError(f"{text!r} is no interval such as 30m, 6h or 1d, from 1s to 30d")
    return seconds


@dataclass(frozen=True, slots=True)
class Follower:
    """The sources of an index, read again and again.

    Args:
        names: the sources, as `python -m index` takes them.
        folder: the index.
        embedder: loaded once.
        options: how they are read.
        every: seconds between the starts of two rounds, give or take a tenth.
        prune: take out in each round what no source has any more.

    """

    names: list[str]
    folder: Path
    embedder: Embedder
    options: ReadOptions
    every: float
    prune: bool = False

    def run(self) -> int:
        """Go on until a signal comes; returns 0 on SIGTERM, 130 on SIGINT.

        Raises BadSource and IndexMismatch where the first round shows that none can succeed.
        """
        if INPUT in self.names:
            raise BadSource(f"{INPUT}: standard input comes once and cannot be followed")
        signal.signal(signal.SIGTERM, _interrupt)
        signal.signal(signal.SIGINT, _interrupt)
        try:
            self._first_round()
            while True:
                self._wait()
                self._round()
        except _Ended as ended:
            _log.info("ended by %s; what was written is kept", ended)
            return 0 if ended.args == (signal.SIGTERM.name,) else 130

    def _first_round(self) -> None:
        try:
            self._take_in(first=True)
        except (BadSource, IndexMismatch):
            raise
        except Exception as error:
            _report(error)

    def _round(self) -> None:
        try:
            self._take_in(first=False)
        except Exception as error:
            _report(error)

    def _take_in(self, *, first: bool) -> None:
        intake = Intake(self.names, self.folder, self.embedder, self.options, say=_say, bars=False)
        if first and intake.refused:
            raise BadSource("nothing is followed, since a source cannot be read")
        started = time.monotonic()
        intake.run(prune=self.prune)
        said = f"{escape_hidden(str(self.folder))}: {intake.report.headline}"
        _log.info("%s, in %.0f s", said, time.monotonic() - started)

    def _wait(self) -> None:
        seconds = self.every * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - no secret
        _log.info("next round in %s", timedelta(seconds=round(seconds)))
        time.sleep(seconds)


class _Ended(KeyboardInterrupt):
    """A signal came. Whatever lets an interrupt through lets this through."""


def _interrupt(number: int, _: FrameType | None) -> None:
    raise _Ended(signal.Signals(number).name)


def _say(text: str) -> None:
    _log.warning("%s", text.removeprefix("python -m index: "))


def _report(error: Exception) -> None:
    """One line for what may happen, all of it for what may not."""
    if isinstance(error, (AskpapersError, OSError)):
        _log.error("this round failed: %s", escape_hidden(str(error)))
    else:
        _log.error("this round failed", exc_info=error)
