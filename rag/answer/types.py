"""What an answer is: frozen values that go through JSON and back unchanged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from index.papers.chunks import Chunk
from index.papers.filters import ALL, Order, PaperFilter
from index.papers.paper import Paper
from rag.answer.text import render_text, tame
from rag.answer.wording import capitalise

Verdict = Literal["supported", "unsupported", "uncited"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was retrieved.

    Args:
        chunk: what was found, with its paper.
        rank: 1 for the best; the reranker's order where there is one.
        score: the fused score, 0 to 1: a quarter each of the min-max normalised `lexical` and
            `dense` and half of the min-max normalised `late`, 0 for a list it is not in; 0 where
            the catalog chose the paper.
        lexical: BM25 score, 0 or more; None outside the best 100.
        dense: cosine similarity to the question, -1 to 1; None outside the best 100.
        late: weighted MaxSim of the question's tokens, -1 to 1; None outside the best 20.
        rerank_score: the reranker's score, on the model's own scale (mostly 0 to 1), more is
            better; None where nothing was reranked, or beyond the passages that were.

    """

    chunk: Chunk
    rank: int
    score: float
    lexical: float | None
    dense: float | None
    late: float | None = None
    rerank_score: float | None = None

    @property
    def paper(self) -> Paper:
        return self.chunk.paper

    def to_dict(self) -> dict[str, Any]:
        chunk = {"id": self.chunk.id, "start": self.chunk.start, "end": self.chunk.end}
        return {
            "paper": self.paper.to_dict(),
            "rank": self.rank,
            "score": self.score,
            "lexical": self.lexical,
            "dense": self.dense,
            "late": self.late,
            "rerank_score": self.rerank_score,
            "chunk": chunk,
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "Passage":
        chunk = Chunk(paper=Paper.from_dict(values["paper"]), **values["chunk"])
        scores = {name: values[name] for name in ("rank", "score", "lexical", "dense")}
        return Passage(
            chunk, **scores, late=values.get("late"), rerank_score=values.get("rerank_score")
        )


@dataclass(frozen=True, slots=True)
class Citation:
    """One quoted sentence and the paper it stands in, or the paper's record.

    `number` is the paper's in this answer, from 1 in order of first appearance: two quotes of one
    paper share it. `verdict` is on the answer's sentence that cites this quote. Where `start` and
    `end` are both 0 there is no quote: the sentence rests on the record (date, authors, counts).
    """

    number: int
    paper: Paper
    start: int
    end: int
    verdict: Verdict
    reason: str

    @property
    def quote(self) -> str:
        """An exact slice of the abstract, never text that a model copied."""
        return self.paper.abstract[self.start : self.end]

    @property
    def is_record(self) -> bool:
        """Whether the record is cited, and no sentence of the abstract."""
        return self.start == self.end == 0

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "paper": self.paper.to_dict(),
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "verdict": self.verdict,
            "reason": self.reason,
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "Citation":
        rest = {name: values[name] for name in ("number", "start", "end", "verdict", "reason")}
        return Citation(paper=Paper.from_dict(values["paper"]), **rest)


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """One sentence of an answer, without its markers, and what the checker made of it.

    `numbers` are those of the papers it cites. `quoted` says that it is an abstract's own words.
    """

    text: str
    numbers: tuple[int, ...]
    quoted: bool
    verdict: Verdict
    reason: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "numbers": list(self.numbers),
            "quoted": self.quoted,
            "verdict": self.verdict,
            "reason": self.reason,
        }

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "CheckedSentence":
        return CheckedSentence(**{**values, "numbers": tuple(values["numbers"])})


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
        return render_text(self)

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
