"""One server asked politely: with pauses, again where that may help, and never for ever."""

import os
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential

from index.errors import AskpapersError, BadSource, ExchangeEnded
from index.exchange import Exchange, TooLong, TooMuch
from index.papers.cleaning import clean_text

MAX_ANSWER = 16_000_000  # bytes; a page of 100 papers has a fifth of a million
MAX_SECONDS = 300.0  # for one answer, and that a server may ask us to wait
_THIS_ONE = {400, 404, 410, 422}  # what is wrong with one request need not be with the next
_BUSY = {408, 425, 429, 500, 502, 503, 504}
_T = TypeVar("_T")


class NoAnswer(AskpapersError):
    """The server gave no usable answer to one request, though it was asked again; others may do."""


class Refused(NoAnswer):
    """The server knows nothing of what was asked for."""


class BadAnswer(AskpapersError):
    """What a reader raises on an answer that is not what was asked for."""


class _TryAgain(Exception):
    """Why an attempt failed; `after` is how many seconds the server wants us to wait."""

    def __init__(self, reason: str, *, after: float = 0.0, attempts: int | None = None) -> None:
        super().__init__(reason)
        self.after, self.attempts = after, attempts


@dataclass(frozen=True, slots=True)
class Manners:
    """How a server is asked.

    Args:
        pause: least seconds between the starts of two requests, and before the first new attempt;
            before each further one the wait doubles.
        timeout: seconds to wait for it to say something.
        attempts: for one request; 3 where it cannot be reached at all, or takes too long.
        deadline: seconds for one answer, with all redirects, however slowly it drips.

    """

    pause: float
    timeout: float = 30.0
    attempts: int = 5
    deadline: float = MAX_SECONDS


class Web:
    """The server at the address in an environment variable, or at its own.

    Raises BadSource where the variable holds no address.
    """

    def __init__(self, variable: str, address: str, manners: Manners) -> None:
        self.address = (os.environ.get(variable) or address).rstrip("/")
        self._shown = re.sub("//.*@", "//", self.address)  # without a password
        self._variable = variable
        self._manners = manners
        self._last = -MAX_SECONDS
        try:
            url = httpx.URL(self.address)
        except (httpx.InvalidURL, ValueError) as error:
            raise BadSource(f"{variable}={self._shown!r} is no web address: {error}") from error
        if url.scheme not in ("http", "https") or not url.host:
            raise BadSource(
                f"{variable}={self._shown!r} is no web address; one is {address}, the default"
            )

    def ask(self, path: str, query: Mapping[str, str], read: Callable[[bytes], _T]) -> _T:
        """What `read` makes of the answer; where it raises BadAnswer, the server is asked again.

        Raises NoAnswer, and BadSource where no other request would fare better.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(_TryAgain), stop=self._stop, wait=self._wait, reraise=True
        )
        try:
            answer: _T = retrying(self._try, path, query, read)
            return answer
        except _TryAgain as error:
            kind = BadSource if error.attempts else NoAnswer
            raise kind(f"{self._shown}{path} {error}") from error

    def _stop(self, state: RetryCallState) -> bool:
        error = _error_of(state)
        limit = min(error.attempts or self._manners.attempts, self._manners.attempts)
        return state.attempt_number >= limit or error.after > MAX_SECONDS

    def _wait(self, state: RetryCallState) -> float:
        pause = self._manners.pause
        backoff = wait_exponential(pause, MAX_SECONDS)(state) + random.uniform(0, pause)  # noqa: S311
        return max(_error_of(state).after, backoff)

    def _try(self, path: str, query: Mapping[str, str], read: Callable[[bytes], _T]) -> _T:
        time.sleep(max(0.0, self._last + self._manners.pause - time.monotonic()))
        self._last = time.monotonic()
        exchange = Exchange(
            self._manners.deadline, MAX_ANSWER, encoding="gzip", check=self._check_host,
            timeout=self._manners.timeout, follow_redirects=True,
        )  # fmt: skip
        try:
            return read(self._fetch(path, query, exchange))
        except BadAnswer as error:
            raise _TryAgain(f"answers with what {error}") from error
        except TooMuch as error:
            raise _TryAgain(f"answers with {error}") from error
        except TooLong as error:
            raise _TryAgain(str(error), attempts=3) from error
        except ExchangeEnded as error:
            raise BadSource(f"{self._shown}{path}: {error}") from error
        except httpx.TimeoutException as error:
            raise _TryAgain(f"says nothing for {self._manners.timeout:g} s") from error
        except (httpx.ConnectError, httpx.UnsupportedProtocol) as error:
            said = f"cannot be reached{exchange.way}: {_shorten(str(error))}"
            raise _TryAgain(said, attempts=3) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise _TryAgain(f"breaks off: {_shorten(str(error))}") from error

    def _fetch(self, path: str, query: Mapping[str, str], exchange: Exchange) -> bytes:
        """The body of one answer. Raises what an exchange does, and _TryAgain, BadSource."""
        url = httpx.URL(self.address + path, params=query)
        content = bytearray()
        with exchange, exchange.http.stream("GET", url) as answer:
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > MAX_ANSWER:  # unpacked, which the exchange does not count
                    raise TooMuch(f"more than {MAX_ANSWER:,} bytes")
        status = f"answers {answer.status_code} {_shorten(answer.reason_phrase)}".rstrip()
        if answer.status_code in _BUSY:
            after = read_retry_after(answer.headers.get("Retry-After", ""))
            wanted = f", and wants us to wait {after:.0f} s" if after else ""
            raise _TryAgain(status + wanted, after=after)
        if not answer.is_success:
            said = _shorten(content.decode(errors="replace"))
            kind = Refused if answer.status_code in _THIS_ONE else BadSource
            raise kind(f"{self._shown}{path}?{url.query.decode()} {status}: {said}")
        return bytes(content)

    def _check_host(self, request: httpx.Request) -> None:
        """A redirect stays on the server: who runs it must not choose what else we ask.

        Raises BadSource.
        """
        own, other = httpx.URL(self.address), request.url
        if (own.host, own.port) != (other.host, other.port):
            place = f"{other.host}:{other.port}" if other.port else other.host
            raise BadSource(
                f"{self._shown} sends us on to {_shorten(place)}, which is another server; if that "
                f"is meant, name it in {self._variable}"
            )


def read_retry_after(text: str) -> float:
    """The seconds that a Retry-After header asks for, as a number or a date; 0 where it says none.

    What is longer than a day is a day.
    """
    try:
        seconds = float(text) if text.strip().isdecimal() else _seconds_until(text)
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(max(0.0, seconds), 86_400.0)


def _seconds_until(text: str) -> float:
    when = parsedate_to_datetime(text)
    return (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


def _error_of(state: RetryCallState) -> _TryAgain:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, _TryAgain)  # noqa: S101 - nothing else is tried again
    return error


def _shorten(text: str) -> str:
    return clean_text(text)[:200]
