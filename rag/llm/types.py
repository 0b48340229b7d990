"""What a language model is asked, and what it is to us: the types that the door hands out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from index.errors import AskpapersError

MAX_TOKENS = 512  # of one reply


class LlmUnavailable(AskpapersError):
    """A language model that cannot be reached or asked; the message says what would do."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked.

    `system` may be empty. `grammar` is GBNF, obeyed where `Llm.takes_grammar`. `max_tokens` is at
    least 1.
    """

    system: str
    user: str
    grammar: str = ""
    max_tokens: int = MAX_TOKENS


class Llm(Protocol):
    """A language model that answers a prompt, at temperature 0.

    Both ways of asking raise LlmUnavailable, in one line, whatever goes wrong; after a first
    piece of a stream too.
    """

    @property
    def name(self) -> str:
        """The spec that it was opened by; it never holds a key or a password."""

    @property
    def takes_grammar(self) -> bool:
        """Whether `Prompt.grammar` binds it."""

    @property
    def context(self) -> int | None:
        """Tokens of prompt and reply together; None where unknown."""

    def complete(self, prompt: Prompt) -> str:
        """The whole reply, as it comes; it may be empty."""

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """The reply in pieces, none of them empty; closing the iterator stops the model."""
