"""A language model words the answer, from evidence under keys; see rag.prompt and rag.reply."""

from collections.abc import Iterator
from contextlib import closing

from rag.composer import Draft
from rag.evidence import Evidence
from rag.llm import Llm
from rag.prompt import REFUSAL, build_brief
from rag.question import Question
from rag.reply import ReplyReader


class ModelComposer:
    """Composes with any language model. Closing what `compose` gives stops the model.

    Args:
        llm: who writes.

    """

    def __init__(self, llm: Llm) -> None:
        self.llm, self.name = llm, llm.name

    def compose(self, question: Question, evidence: Evidence) -> Iterator[Draft]:
        """Yield each sentence as far as it is written, then whole.

        Nothing at all where the model finds no answer in the evidence. Raises ModelUnavailable.
        """
        brief = build_brief(question, evidence, self.llm)
        reader = ReplyReader(brief.keys)
        with closing(self.llm.stream(brief.prompt)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                yield from _without_refusal(reader.read(piece))
                if reader.is_full:
                    break
        yield from _without_refusal(reader.close())


def _without_refusal(drafts: Iterator[Draft]) -> Iterator[Draft]:
    """A reply that begins with the refusal, or is on the way there, says nothing."""
    return (draft for draft in drafts if not _refuses(draft))


def _refuses(draft: Draft) -> bool:
    said = draft.text.upper().rstrip(".")
    return said.startswith(REFUSAL) or (draft.open and REFUSAL.startswith(said))
