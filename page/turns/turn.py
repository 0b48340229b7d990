"""A conversation as the page keeps it: one list of turns, from which all else is derived."""

from dataclasses import dataclass

from index.papers.paper import Paper
from rag.answer.answer import Answer
from rag.answer.parts import Passage
from rag.query.followup import Exchange

BY_RULE = ("quote", "records", "")  # composers that are no language model


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer so far.

    `key` is unique in the conversation: it names the turn's cards. `error` stands in for an answer
    that could not be given; `stopped` says that the reader ended it.
    """

    key: str
    answer: Answer
    live: bool = False
    error: str = ""
    stopped: bool = False


def anchor(turn: Turn, number: int) -> str:
    """The id of a source's card on the page."""
    return f"s-{turn.key}-{number}"


def to_history(turns: list[Turn]) -> list[Exchange]:
    """What was answered before, oldest first, for a question that leans on it."""
    return [Exchange.of(turn.answer) for turn in turns if not turn.error]


def cited(answer: Answer) -> list[Paper]:
    """The papers that the answer cites, each once, in order of first appearance."""
    return list({citation.paper.id: citation.paper for citation in answer.citations}.values())


def uncited(answer: Answer) -> list[Passage]:
    """The passages of papers that the answer does not cite, one a paper, best first."""
    known = {paper.id for paper in cited(answer)}
    first: dict[str, Passage] = {}
    for passage in answer.passages:
        if passage.paper.id not in known:
            first.setdefault(passage.paper.id, passage)
    return list(first.values())
