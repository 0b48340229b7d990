"""A sentence of an answer before it is checked, with what it claims to rest on."""

from dataclasses import dataclass

from rag.answer.source import Record, Source
from rag.answer.statements import Statement


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence of an answer before it is checked, and the sources it claims.

    `statement` is what a sentence from records says, as values. An `open` draft is still being
    written: it is shown as such and never kept. `invented` counts the citations in it that name
    nothing, which are left out of the text.
    """

    text: str
    cited: tuple[Source, ...]
    statement: Statement | None = None
    open: bool = False
    invented: int = 0

    @staticmethod
    def of(statement: Statement) -> "Draft":
        """The sentence that tells what records say of a paper."""
        return Draft(statement.text, (Record(statement.paper),), statement)
