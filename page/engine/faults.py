"""What went wrong, in one line: whoever sends odd requests cannot fill the log."""

import logging
from functools import wraps
from pathlib import Path
from traceback import extract_tb
from typing import Any

from gradio import Blocks, Error

TOLD = "Something went wrong; the server's log says what."
_LONGEST = 200  # characters of what an error says
_log = logging.getLogger(__name__)


def describe(error: BaseException) -> str:
    """One line: the error's kind, what it says in quotes, and where it was raised."""
    said = error.message if isinstance(error, Error) else str(error)
    places = extract_tb(error.__traceback__)
    where = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else "nowhere"
    return f"{type(error).__name__} {str(said)[:_LONGEST]!a} at {where}"


def word(error: Exception, asked: str) -> Error:
    """The error as whoever asked is told it; the log has it in one line."""
    _log.warning("%s failed: %s", asked, describe(error))
    told = error.message if isinstance(error, Error) else TOLD
    return Error(told, print_exception=False)


def word_faults(page: Blocks) -> None:
    """Whatever fails in an event of the page is one line of the log.

    Gradio prints the whole stack for each value that a component does not know.
    """
    process = page.process_api

    @wraps(process)
    async def process_briefly(block_fn: Any, *rest: Any, **options: Any) -> Any:
        try:
            return await process(block_fn, *rest, **options)
        except Exception as error:
            raise word(error, f"the page's event {block_fn.name}") from None

    vars(page)["process_api"] = process_briefly
