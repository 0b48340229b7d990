"""A question: what may be asked, and the terms in it that can be looked for."""

import re
from dataclasses import dataclass
from functools import cached_property

from index.papers import clean_text
from index.terms import extract_terms

MAX_QUESTION = 2_000  # characters; longer than any abstract on arXiv


class BadQuestion(ValueError):
    """What was asked is no question; the message says why."""


@dataclass(frozen=True)
class Question:
    """A cleaned question. Make it with `read_question`."""

    text: str

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Its distinct search terms in order; none when it holds only stop words."""
        return tuple(dict.fromkeys(extract_terms(self.text)))


def read_question(text: object) -> Question:
    """Clean a question. Raises BadQuestion when there is nothing to look for, or too much."""
    if not isinstance(text, str):
        raise BadQuestion(f"a question is text, not {type(text).__name__}")
    clean = clean_text(text)
    if not clean:
        raise BadQuestion("the question is empty; ask something about the papers")
    if len(clean) > MAX_QUESTION:
        raise BadQuestion(
            f"the question has {len(clean):,} characters, more than {MAX_QUESTION:,}; shorten it"
        )
    if not re.search(r"[^\W_]", clean):
        raise BadQuestion(f"the question {clean[:20]!r} has no word in it; ask in words")
    return Question(clean)
