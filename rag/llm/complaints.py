"""What a model's library raises, in one line that says what to do; no line of it is trusted."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import ExchangeEnded
from index.exchange import Exchange, TooMuch

KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY")
LONGEST_WAIT = 10.0  # seconds that a busy server may ask us to wait
_SHORT_KEY = 4  # characters: nobody's secret, and it would black out whole messages


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model is asked, in a reader's words.

    `listing` says where its models are listed, `key` names the variable with its key, `mend` says
    how a server that cannot be reached is.
    """

    listing: str
    key: str = "OPENAI_API_KEY"
    mend: str = "start its server, or mend the address"


def explain(error: Exception, exchange: Exchange, place: Place, silence: float) -> str:
    """What went wrong, as the rest of a sentence that begins with the model's name.

    Errors are known by their names: their library is imported by nobody who asks no model.
    """
    said, status = one_line(error), getattr(error, "status_code", None)
    names = {kind.__name__ for one in _causes(error) for kind in type(one).__mro__}
    if exchange.expired:
        return "took too long and was cut off; try again, or take a smaller or faster one"
    if ended := next((e for e in _causes(error) if isinstance(e, ExchangeEnded)), None):
        too_much = f"sent {ended}, and was cut off; mend its server, or take another"
        return too_much if isinstance(ended, TooMuch) else f"cannot be reached: {ended}"
    if names & {"APITimeoutError", "TimeoutException"} and "ConnectTimeout" not in names:
        return (
            f"said nothing for {silence:g} s; try again when its server has loaded it, or take a "
            "smaller one"
        )
    if status is not None:
        return _explain_status(int(status), said, place, error)
    if "APIConnectionError" in names:
        cause = one_line(list(_causes(error))[1:][0] if error.__cause__ else error)
        return f"cannot be reached{exchange.way} ({cause}); {place.mend}"
    if names & {"TransportError", "CutOff"}:
        return f"was cut off in the middle ({said}); try again"
    if "APIError" in names and "APIResponseValidationError" not in names:
        return f"failed ({said}); its server's log says why"
    return f"answers as no OpenAI-compatible server does ({said}); mend the address"


def wait_before_retry(error: Exception, pause: float) -> float | None:
    """Seconds after which asking again may help; None where it does not.

    It does where a server is busy or dropped the connection; not where it is out of credit, or
    asks for more than LONGEST_WAIT.
    """
    names = {kind.__name__ for one in _causes(error) for kind in type(one).__mro__}
    if getattr(error, "status_code", None) in (429, 503) and not _is_out_of_credit(error):
        asked = _read_retry_after(error)
        return None if asked > LONGEST_WAIT else max(pause, asked)
    dropped = {"RemoteProtocolError", "ReadError", "WriteError"} & names
    return pause if dropped else None


def one_line(error: object, *secrets: str) -> str:
    """What an error says: some of it comes from a server, which may send anything, or the key."""
    text = " ".join(str(error).split()) or type(error).__name__
    for secret in (*secrets, *(os.environ.get(name, "").strip() for name in KEYS)):
        if len(secret) >= _SHORT_KEY:
            text = text.replace(secret, "…")
    return "".join(c for c in text if c.isprintable())[:200]


def _explain_status(status: int, said: str, place: Place, error: Exception) -> str:
    if status in (400, 413) and re.search(r"context|too (?:long|large)|max.{0,9}tokens", said):
        return f"has too small a context for this prompt ({said}); take one with a larger"
    if status == 429 and _is_out_of_credit(error):
        return f"is out of credit ({said}); look at the account, or take another model"
    if status in (429, 503):
        asked = _read_retry_after(error)
        wait = f" It asks to wait {asked:g} s." if asked else ""
        return f"is busy or over its rate limit ({said}); try again later, or take another.{wait}"
    reasons = {
        401: f"refused the key ({said}); set {place.key}",
        403: f"refused the key ({said}); set {place.key} to one that may use this model",
        404: f"is not there ({said}); {place.listing}",
    }
    return reasons.get(status, f"failed ({said}); its server's log says why")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it was raised from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__


def _is_out_of_credit(error: Exception) -> bool:
    return "insufficient_quota" in str(error)


def _read_retry_after(error: Exception) -> float:
    """Seconds that the server asks for; 0 where it asks for none, or in a date."""
    try:
        headers = error.response.headers  # type: ignore[attr-defined]
        return max(0.0, float(headers.get("Retry-After", "0")))
    except (AttributeError, ValueError):
        return 0.0
