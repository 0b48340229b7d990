"""What a reader or a program gives beside a question: as it is written, and as it is read."""

from dataclasses import dataclass

from index.papers.filters import ALL, PaperFilter
from rag.chatbot import PASSAGES
from rag.query.request import make_filter

MOST_PASSAGES = 30  # that the page offers


@dataclass(frozen=True, slots=True)
class Steering:
    """What steers an answer: passages, papers, and which chatbot gives it ("" is the first)."""

    k: int = PASSAGES
    filter: PaperFilter = ALL
    model: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """The same in words, as the controls, a link or a program has them; empty where not chosen.

    The names are those of the controls, whose values come in this order.
    """

    since: str | None = None
    until: str | None = None
    organization: str | None = None
    author: str | None = None
    k: int = PASSAGES
    model: str | None = None

    def read_filter(self) -> PaperFilter:
        """The papers that are chosen. Raises BadQuestion on what is no date or no name."""
        words = (self.since, self.until, self.organization, self.author)
        return make_filter(*(word.strip() or None if word else None for word in words))

    def steer(self, filter: PaperFilter) -> Steering:
        """The rest of it, over other papers."""
        return Steering(int(self.k), filter, self.model or "")
