"""What an answer is: frozen values that go through JSON and back unchanged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from index.papers.filters import ALL, Order, PaperFilter
from rag.answer.parts import CheckedSentence, Citation, Passage
from rag.answer.text import render_refusal, render_sentences, tame
from rag.answer.wording import capitalise


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question, whole or (while it streams) so far.

    Args:
        question: as asked, cleaned.
        sentences: what it says, sentence by sentence, with verdicts.
        citations: the quotes behind the markers, in order of appearance.
        passages: all that was retrieved, best first, cited or not.
        abstained: the abstracts do not answer; then there are no citations.
        reason: why it abstained, in words; else empty.
        composer: which composer wrote it: "quote" for verbatim sentences, "records" for the
            catalog's facts, else the language model's spec.
        draft: what a language model wrote, sentence by sentence as it was checked, before what is
            not supported was replaced by quotes or struck out; empty without a model.
        invented: citations in the draft that name no source, which were removed.
        pending: while a model writes, the sentence that it has not ended, unchecked; else empty.
        note: what the reader should know of how the answer was made, such as that a model failed
            and quotes stand in; else empty.
        filters: which papers were asked for, by the question's words or by the caller.
        order: how they were sorted, where the question asks for an order.
        standalone: of a follow-up, the question with what it leans on; else empty.
        asked: when it was asked, as an ISO moment; else empty.
        confidence: what the abstention gate saw, 0 to 1; see rag.evidence.selection.
        timings: seconds for each stage.

    `text` is made from these: sentences with markers [1], [2] in plain text; of an abstention,
    the refusal and what is nearest; see rag.answer.text.
    """

    question: str
    sentences: tuple[CheckedSentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    abstained: bool = False
    reason: str = ""
    composer: str = ""
    draft: tuple[CheckedSentence, ...] = ()
    invented: int = 0
    pending: str = ""
    note: str = ""
    filters: PaperFilter = ALL
    order: Order | None = None
    standalone: str = ""
    asked: str = ""
    confidence: float = 0.0
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        if self.abstained:
            return render_refusal(self.explanation, self.passages)
        return render_sentences(self.sentences, self.citations, prose=bool(self.draft))

    @property
    def scope(self) -> str:
        """Which papers were looked at, in what order, in one line; empty for all of them."""
        order = self.order.say() if self.order else ""
        return ", ".join(filter(None, [str(self.filters) if self.filters else "", order]))

    @property
    def explanation(self) -> tuple[str, ...]:
        """Of an abstention by records what is missing, as a sentence; else nothing."""
        told = self.abstained and self.composer == "records" and self.reason
        return (f"{tame(capitalise(self.reason))}.",) if told else ()

    def to_dict(self) -> dict[str, Any]:
        """JSON values; `Answer.from_dict` takes them back."""
        return {
            "question": self.question,
            "text": self.text,
            "abstained": self.abstained,
            "reason": self.reason,
            "composer": self.composer,
            "draft": [sentence.to_dict() for sentence in self.draft],
            "invented": self.invented,
            "pending": self.pending,
            "note": self.note,
            "filters": self.filters.to_dict(),
            "order": str(self.order) if self.order else None,
            "standalone": self.standalone,
            "asked": self.asked,
            "confidence": self.confidence,
            "sentences": [sentence.to_dict() for sentence in self.sentences],
            "citations": [citation.to_dict() for citation in self.citations],
            "passages": [passage.to_dict() for passage in self.passages],
            "timings": dict(self.timings),
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "Answer":
        parts = {
            "sentences": tuple(map(CheckedSentence.from_dict, values["sentences"])),
            "draft": tuple(map(CheckedSentence.from_dict, values.get("draft", ()))),
            "citations": tuple(map(Citation.from_dict, values["citations"])),
            "passages": tuple(map(Passage.from_dict, values["passages"])),
            "filters": PaperFilter.from_dict(values.get("filters") or {}),
            "order": Order.parse(values["order"]) if values.get("order") else None,
        }
        known = {name: values[name] for name in _FIELDS if name in values}
        return Answer(**{**known, **parts})


_FIELDS = (
    "question", "abstained", "reason", "composer", "invented", "pending", "note", "standalone",
    "asked", "confidence", "timings",
)  # fmt: skip
