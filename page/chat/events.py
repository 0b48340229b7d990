"""How Gradio is to treat the page's events, and what it is given for those that answer."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import wraps
from typing import Any, ParamSpec

Values = tuple[Any, ...]  # the page's next state, as `page.chat.parts.Parts.shown` has it
States = AsyncGenerator[Values]
Given = ParamSpec("Given")

PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
# A view is yielded as the browser takes it: Gradio would go to a thread for each of its parts.
SHOWING: dict[str, Any] = {"postprocess": False, **PRIVATE}
ASKING = {"concurrency_limit": None, **SHOWING}


def stream(handler: Callable[Given, States]) -> Callable[Given, States]:
    """The handler as what Gradio streams from, which is a generator and closes its own."""

    @wraps(handler)
    async def run(*args: Given.args, **kwargs: Given.kwargs) -> States:
        async with aclosing(handler(*args, **kwargs)) as states:
            async for state in states:
                yield state

    return run


async def just(*states: Values) -> States:
    """A stream of what is known already."""
    for state in states:
        yield state
