"""A language model words the answer, from evidence under keys that `prompt` gives it."""

import os
from collections.abc import Iterator
from contextlib import closing
from threading import Lock

from rag.answer.draft import Draft
from rag.evidence.selection import Evidence
from rag.generation.composer import Composer, QuotingComposer
from rag.generation.prompt import REFUSAL, build_brief
from rag.generation.reply import ReplyReader
from rag.llm.opening import AUTO, QUOTE, SETTING, Llm, find_llm, open_llm
from rag.query.question import Question


class ModelComposer:
    """Composes with any language model. Closing what `compose` gives stops the model.

    Args:
        spec: who writes, see rag.llm.opening; opened when it is first needed.
        llm: the same, where it is open already.

    """

    def __init__(self, spec: str, llm: Llm | None = None) -> None:
        self.name, self._llm = spec, llm
        self._opening = Lock()

    def open(self) -> Llm:
        """The model; raises LlmUnavailable."""
        with self._opening:
            self._llm = self._llm or open_llm(self.name)
            return self._llm

    def compose(self, question: Question, evidence: Evidence) -> Iterator[Draft]:
        """Yield each sentence as far as it is written, then whole.

        Nothing at all where the model finds no answer in the evidence. Raises LlmUnavailable.
        """
        if not evidence.pool:  # every sentence gives orders
            return
        llm = self.open()
        brief = build_brief(question, evidence.pool, llm)
        reader = ReplyReader(brief.keys)
        with closing(llm.stream(brief.prompt)) as pieces:  # type: ignore[type-var]
            for piece in pieces:
                yield from _without_refusal(reader.read(piece))
                if reader.is_full:
                    break
        yield from _without_refusal(reader.close())


def choose_composer(spec: str | None = None) -> Composer:
    """Who words the answers: a spec's language model, or the abstracts themselves ("quote").

    Without a spec it is ASKPAPERS_LLM's, or else "quote". A model that is named is opened when it
    is first needed: where it fails, answers are quotes and say so. Raises LlmUnavailable for
    "auto" where ASKPAPERS_LLM names a model that is not there.
    """
    spec = (spec or os.environ.get(SETTING, "")).strip() or QUOTE
    if spec != AUTO:
        return QuotingComposer() if spec == QUOTE else ModelComposer(spec)
    llm = find_llm()
    return ModelComposer(llm.name, llm) if llm else QuotingComposer()


def _without_refusal(drafts: Iterator[Draft]) -> Iterator[Draft]:
    """A reply that begins with the refusal, or is on the way there, says nothing."""
    return (draft for draft in drafts if not _refuses(draft))


def _refuses(draft: Draft) -> bool:
    said = draft.text.upper().rstrip(".")
    return said.startswith(REFUSAL) or (draft.open and REFUSAL.startswith(said))
