"""A question: what may be asked, and the terms in it that can be looked for."""

import re
from dataclasses import dataclass
from functools import cached_property

from index.errors import AskpapersError
from index.papers.cleaning import clean_text
from index.papers.terms import extract_forms, extract_terms
from rag.query.aim import Aim, has_parts, read_aim

MAX_QUESTION = 2_000  # characters; longer than any abstract on arXiv


class BadQuestion(AskpapersError):
    """What was asked is no question; the message says why."""


@dataclass(frozen=True)
class Question:
    """A cleaned question. Make it with `read_question`.

    The first `own` characters of `text` were asked; the rest, if any, is what earlier turns were
    about, and `paper` the title of the paper that was cited first (see rag.query.followup).
    """

    text: str
    own: int = MAX_QUESTION
    paper: str = ""

    @property
    def context(self) -> str:
        """What earlier turns were about, without the brackets."""
        return self.text[self.own :].strip().removeprefix("(about: ").removesuffix(")")

    def reword(self, own: str) -> "Question":
        """The same with other words in the place of its own, where there are any."""
        if not own or own == self.text[: self.own]:
            return self
        end = len(own) if self.context else MAX_QUESTION
        return Question(own + self.text[self.own :], end, self.paper)

    @cached_property
    def aim(self) -> Aim:
        """What would answer it."""
        return read_aim(self.text[: self.own], leans=bool(self.context))

    @cached_property
    def has_parts(self) -> bool:
        """Whether more than one thing is asked."""
        return has_parts(self.text[: self.own])

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Its distinct search terms in order; none when it holds only stop words."""
        return tuple(dict.fromkeys(extract_terms(self.text)))

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Its distinct words as written and pairs of terms, to look for beside the terms."""
        return tuple(dict.fromkeys(extract_forms(self.text)))


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
