"""What an answer is made of: passages, citations, checked sentences, all frozen values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from index.papers.chunks import Chunk, Sentence
from index.papers.paper import Paper
from rag.answer.source import Record, Source

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
    """What a sentence of an answer rests on, under the number of its paper.

    `number` is the paper's in this answer, from 1 in order of first appearance: two quotes of one
    paper share it. `verdict` is on the answer's sentence that cites this source, with its reason.
    """

    number: int
    source: Source
    verdict: Verdict
    reason: str

    @property
    def paper(self) -> Paper:
        return self.source.paper

    @property
    def is_record(self) -> bool:
        """Whether the record is cited (dates, people, counts), and no sentence of the abstract."""
        return isinstance(self.source, Record)

    @property
    def start(self) -> int:
        """Where the quote begins in the abstract; 0, as `end` is, where a record is cited."""
        return 0 if isinstance(self.source, Record) else self.source.start

    @property
    def end(self) -> int:
        """Where the quote ends in the abstract."""
        return 0 if isinstance(self.source, Record) else self.source.end

    @property
    def quote(self) -> str:
        """An exact slice of the abstract, never text that a model copied; empty of a record."""
        return self.paper.abstract[self.start : self.end]

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
        paper, start, end = Paper.from_dict(values["paper"]), values["start"], values["end"]
        source = Sentence(paper, start, end) if (start, end) != (0, 0) else Record(paper)
        return Citation(values["number"], source, values["verdict"], values["reason"])


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
        return {**asdict(self), "numbers": list(self.numbers)}

    @staticmethod
    def from_dict(values: Mapping[str, Any]) -> "CheckedSentence":
        return CheckedSentence(**{**values, "numbers": tuple(values["numbers"])})
