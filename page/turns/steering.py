"""What a reader or a program gives beside a question: as it is written, and as it is read."""

from dataclasses import dataclass

from index.papers.filters import ALL, PaperFilter
from rag.chatbot import PASSAGES
from rag.query.question import BadQuestion
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
        return make_filter(*(_read_text(word).strip() or None for word in words))

    def steer(self, filter: PaperFilter) -> Steering:
        """The rest of it, over other papers. Raises BadQuestion on what is no number or no name."""
        return Steering(read_count(self.k, MOST_PASSAGES), filter, _read_text(self.model))


def read_count(k: object, most: int) -> int:
    """So many passages. Raises BadQuestion on what is no number from 1 to `most`."""
    if not isinstance(k, int | float) or not 1 <= k <= most:
        raise BadQuestion(f"k is the number of passages, 1 to {most}, not {k!r:.40}")
    return int(k)


def _read_text(value: object) -> str:
    if not isinstance(value, str | None):
        raise BadQuestion(f"what chooses papers or a model is a text, not {value!r:.40}")
    return value or ""
