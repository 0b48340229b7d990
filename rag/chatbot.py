"""The way of a question, start to end.

follow-up -> request -> records, news, or passages -> evidence -> drafts -> checks -> Answer. Each
step is a room of its own; `Chatbot.stream` walks through them, top to bottom.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

from index.embedding.loading import Embedder
from index.papers.filters import ALL, PaperFilter
from index.store.reader import IndexReader
from rag.answer.answer import Answer
from rag.evidence.selection import Evidence, select_evidence
from rag.generation.composer import Composer, QuotingComposer
from rag.generation.model_composer import ModelComposer
from rag.generation.repair import quote, write
from rag.generation.rewriting import condense_with
from rag.judge.judge import open_judge
from rag.pacing import Clock, Turnstile
from rag.query.followup import Exchange, condense
from rag.query.question import Question, read_question
from rag.query.request import Request, read_request
from rag.records.teller import Teller
from rag.retrieval.reranker import Reranker
from rag.retrieval.retriever import Retriever
from rag.verification.checker import ClaimJudge
from rag.verification.reviewer import Reviewer

PASSAGES = 10
# The cores are the process's, whatever number of chatbots it has. Sources come before evidence: an
# answer that has its own waits so many seconds for those that look for theirs.
CORES, SOURCES_FIRST = Turnstile(), 1.0


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """A question on its way: as it stands alone, what it requests, and of how many passages."""

    standalone: Question
    request: Request
    k: int
    clock: Clock


class Chatbot:
    """Answers questions from one index.

    Args:
        index: what is searched; where a run has ended since, what it has made.
        embedder: the one that made the index; another raises IndexMismatch.
        composer: who words the answer; by default the abstracts themselves.
        reranker: who orders the best passages anew; by default nobody.
        checker: who weighs a model's sentences; by default the packaged judge.
        strict: whether a model's sentence that nothing supports is left out, not struck out.

    """

    def __init__(
        self,
        index: IndexReader,
        embedder: Embedder,
        composer: Composer | None = None,
        reranker: Reranker | None = None,
        checker: ClaimJudge | None = None,
        *,
        strict: bool = False,
    ) -> None:
        index.check_embedder(embedder.stamp)
        self.index, self.embedder = index, embedder
        self._turning = Lock()
        self.composer = composer or QuotingComposer()
        self.reranker, self.checker, self.strict = reranker, checker, strict

    def compose_by(self, composer: Composer) -> "Chatbot":
        """Another chatbot on the same index, whose answers `composer` words."""
        return Chatbot(
            self.index, self.embedder, composer, self.reranker, self.checker, strict=self.strict
        )

    def ask(
        self,
        question: str,
        k: int = PASSAGES,
        filter: PaperFilter | None = None,
        history: Sequence[Exchange] = (),
    ) -> Answer:
        """Answer one question from its k best passages, 1 or more; see `stream`."""
        *_, answer = self.stream(question, k, filter, history)
        return answer

    def stream(
        self,
        question: str,
        k: int = PASSAGES,
        filter: PaperFilter | None = None,
        history: Sequence[Exchange] = (),
    ) -> Iterator[Answer]:
        """Yield the answer as it grows: first with its passages only, last complete.

        Only papers that match the filter are looked at; it beats what the question says. A
        question that leans on the last of `history` is answered as one that stands alone.
        Raises BadQuestion before the first one.
        """
        if k < 1:
            raise ValueError(f"k is the number of passages, 1 or more, not {k}")
        clock, own = Clock(), read_question(question)
        here = self._follow()
        standalone = here._condense(own, history)  # by a model, which needs no core of ours
        with CORES.pass_through():
            last_asked = history[-1].asked if history else None
            request = read_request(standalone, here.index, filter or ALL, last_asked)
            clock.mark("read")
            answers = here._answer(_begin(own, standalone, request),
                                   _Inquiry(standalone, request, k, clock))  # fmt: skip
            found = next(answers)
        yield found
        yield from answers

    def _follow(self) -> "Chatbot":
        """A chatbot on the newest generation, where it stays for the whole of one answer."""
        with self._turning:
            self.index = self.index.latest()
            return copy(self)

    def _condense(self, question: Question, history: Sequence[Exchange]) -> Question:
        if isinstance(self.composer, ModelComposer):
            return condense_with(self.composer.open, question, history)
        return condense(question, history)

    def _answer(self, answer: Answer, inquiry: _Inquiry) -> Iterator[Answer]:
        """From new papers, from records, or from abstracts, as the request says."""
        request, clock = inquiry.request, inquiry.clock
        retriever = Retriever(self.index, self.embedder, self.reranker)
        teller = Teller(retriever)
        if request.intent == "news":
            yield from teller.tell_news(answer, request, clock)
        elif records := teller.look_up(request, clock):
            yield from teller.tell(answer, records, inquiry.k, clock)
        else:
            yield from self._read_abstracts(answer, inquiry, retriever)

    def _read_abstracts(
        self, answer: Answer, inquiry: _Inquiry, retriever: Retriever
    ) -> Iterator[Answer]:
        """Passages, the evidence in them, and what is written from it, sentence by sentence."""
        request, clock = inquiry.request, inquiry.clock
        question = inquiry.standalone.reword(request.topic)
        found = retriever.retrieve(question, inquiry.k, request.filter, clock)
        answer = replace(answer, passages=found.passages, composer=self.composer.name)
        yield answer
        with CORES.pass_through(SOURCES_FIRST):
            waiting = len(CORES.waiting)
            evidence = select_evidence(found, open_judge(), self.index.gate, waiting)
        clock.mark("select")
        answer = replace(answer, confidence=evidence.confidence)
        if not evidence.sufficient:
            yield replace(answer, abstained=True, reason=evidence.reason, timings=clock.stages)
            return
        last = answer
        for last in self._write(answer, question, evidence):
            yield last
        clock.mark("compose")
        yield replace(last, timings=clock.stages)

    def _write(self, answer: Answer, question: Question, evidence: Evidence) -> Iterator[Answer]:
        """Drafts, each checked before it is shown."""
        if isinstance(self.composer, QuotingComposer):
            return quote(answer, question, evidence)
        reviewer = Reviewer(evidence.pool, self.checker)
        return write(answer, question, evidence, self.composer, reviewer, strict=self.strict)


def _begin(question: Question, standalone: Question, request: Request) -> Answer:
    """The answer before anything is found."""
    return Answer(
        question.text,
        asked=datetime.now().astimezone().isoformat(timespec="seconds"),
        filters=request.filter,
        order=request.order,
        standalone="" if standalone is question else standalone.text,
    )
