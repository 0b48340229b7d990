"""The online path, start to end: question, passages, evidence, drafts, checks, answer."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from threading import Lock

from index.embedding.loading import Embedder
from index.papers.filters import ALL, PaperFilter
from index.store.reader import IndexReader
from rag.answer.types import Answer, Passage
from rag.clock import Clock
from rag.evidence.selection import Evidence, select_evidence
from rag.generation.composer import Composer, QuotingComposer
from rag.generation.model_composer import ModelComposer
from rag.generation.repair import quote, write
from rag.generation.rewriting import condense_with
from rag.query.followup import Exchange, condense
from rag.query.question import Question, read_question
from rag.query.request import Request, read_request
from rag.records.lookup import NEWEST, RECORDS, Records, compose_records, to_passages
from rag.records.news import read_topic, tell_news
from rag.retrieval.late_interaction import Asked, TokenReader, prepare
from rag.retrieval.reranker import POOL, Reranker, rerank_best
from rag.retrieval.retriever import retrieve, search_words
from rag.turnstile import Turnstile
from rag.verification.citing import add_draft
from rag.verification.entailment import Entailment
from rag.verification.reviewer import Reviewer

PASSAGES = 10
PER_TOPIC = 50  # passages among which a record's paper is looked for
Passages = tuple[Passage, ...]
# The cores are the process's, whatever number of chatbots it has. Sources come before evidence: an
# answer that has its own waits so many seconds for those that look for theirs.
CORES, SOURCES_FIRST = Turnstile(), 1.0


class Chatbot:
    """Answers questions from one index.

    Args:
        index: what is searched; where a run has ended since, what it has made.
        embedder: the one that made the index; another raises IndexMismatch.
        composer: who words the answer; by default the abstracts themselves.
        reranker: who orders the best passages anew; by default nobody.
        entailment: who is heard beside the checker's rules; by default nobody.
        strict: whether a model's sentence that nothing supports is left out, not struck out.

    """

    def __init__(
        self,
        index: IndexReader,
        embedder: Embedder,
        composer: Composer | None = None,
        reranker: Reranker | None = None,
        entailment: Entailment | None = None,
        *,
        strict: bool = False,
    ) -> None:
        index.check_embedder(embedder.stamp)
        self.index, self.embedder = index, embedder
        self._turning = Lock()
        self.composer = composer or QuotingComposer()
        self.reranker, self.entailment, self.strict = reranker, entailment, strict

    def compose_by(self, composer: Composer) -> "Chatbot":
        """Another chatbot on the same index, whose answers `composer` words."""
        return Chatbot(
            self.index, self.embedder, composer, self.reranker, self.entailment, strict=self.strict
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
        yield from self._follow()._stream(question, k, filter or ALL, history)

    def _follow(self) -> "Chatbot":
        """A chatbot on the newest generation, where it stays for the whole of one answer."""
        with self._turning:
            self.index = self.index.latest()
            return copy(self)

    def _stream(
        self, question: str, k: int, filter: PaperFilter, history: Sequence[Exchange]
    ) -> Iterator[Answer]:
        clock, own = Clock(), read_question(question)
        asked = self._condense(own, history)  # by a model, which needs no core of ours
        before = history[-1].asked if history else None
        with CORES.pass_through():
            request = read_request(asked, self.index, filter, before)
            clock.mark("read")
            answers = self._answer(own, asked, request, k, clock)
            found = next(answers)
        yield found
        yield from answers

    def _answer(
        self, own: Question, asked: Question, request: Request, k: int, clock: Clock
    ) -> Iterator[Answer]:
        answer = Answer(
            own.text,
            asked=datetime.now().astimezone().isoformat(timespec="seconds"),
            filters=request.filter,
            order=request.order,
            standalone="" if asked is own else asked.text,
        )
        if request.asks == "news":
            yield from self._tell_news(answer, request, clock)
            return
        nothing = bool(request.filter) and not self.index.select(request.filter, limit=1)
        records = self._look_up(request, clock) if request.catalogs or nothing else None
        if records:
            yield from self._tell(answer, records, k, clock)
        else:
            asked = asked.reword(request.topic)
            yield from self._read_abstracts(answer, asked, request.filter, k, clock)

    def _condense(self, question: Question, history: Sequence[Exchange]) -> Question:
        if isinstance(self.composer, ModelComposer):
            return condense_with(self.composer.open, question, history)
        return condense(question, history)

    def _look_up(self, request: Request, clock: Clock) -> "tuple[Records, Passages] | None":
        """What records say, and what the topic found; None where they are not asked after all."""
        passages = self._search(request.topic, PER_TOPIC, request.filter, clock)
        records = compose_records(request, passages, self.index)
        if records and not records.drafts and not passages:
            passages = self._find_nearest(request, clock)
        clock.mark("select")
        return (records, passages) if records else None

    def _find_nearest(self, request: Request, clock: Clock) -> Passages:
        """What an abstention names: the same without its filter, or the newest papers."""
        if request.topic:
            return self._search(request.topic, PASSAGES, ALL, clock)
        without = request.filter.without_dates()
        return to_passages(self.index.select(without, NEWEST, PASSAGES), ())

    def _search(self, topic: str, k: int, filter: PaperFilter, clock: Clock) -> Passages:
        if not topic:
            return ()
        return self._find(Question(topic), self._open_tokens(), k, filter, clock)[1]

    def _open_tokens(self) -> TokenReader:
        return TokenReader(self.index, self.embedder)

    def _find(
        self, question: Question, tokens: TokenReader, k: int, filter: PaperFilter, clock: Clock
    ) -> tuple[Asked, Passages]:
        """The question as it is compared, and its best passages."""
        words = search_words(question, self.index, tokens, filter)
        reading = self.embedder.read_query(question.text)
        clock.mark("embed")
        asked = prepare(question, reading, words.rated.result())
        pool = max(k, POOL) if self.reranker else k
        passages = retrieve(asked, self.index, tokens, pool, filter, words)
        clock.mark("retrieve")
        if self.reranker:
            passages = rerank_best(self.reranker, question.text, passages)[:k]
            clock.mark("rerank")
        return asked, passages

    def _tell_news(self, answer: Answer, request: Request, clock: Clock) -> Iterator[Answer]:
        """The new papers of a time, each with a sentence."""
        topic = read_topic(request.topic) if request.topic else None
        told = tell_news(topic, request.filter, self.index, self.embedder)
        clock.mark("retrieve")
        nearest = self._find_nearest(request, clock) if told.abstained else told.passages
        yield replace(
            told,
            passages=nearest,
            question=answer.question,
            standalone=answer.standalone,
            asked=answer.asked,
            timings=clock.stages,
        )

    def _tell(
        self, answer: Answer, found: "tuple[Records, Passages]", k: int, clock: Clock
    ) -> Iterator[Answer]:
        """The answer from records, sentence by sentence, each checked."""
        records, passages = found
        passages = to_passages(records.papers, passages)[: max(k, len(records.papers))]
        answer = replace(answer, passages=passages, composer=RECORDS, confidence=1.0)
        yield answer
        for draft in records.drafts:
            answer = add_draft(answer, draft, Reviewer().check(draft))
            yield answer
        clock.mark("compose")
        if not records.drafts:
            answer = replace(answer, abstained=True, reason=records.reason, confidence=0.0)
        yield replace(answer, timings=clock.stages)

    def _read_abstracts(
        self, answer: Answer, question: Question, filter: PaperFilter, k: int, clock: Clock
    ) -> Iterator[Answer]:
        """The answer from abstracts: passages, evidence, drafts, checks."""
        tokens = self._open_tokens()
        asked, passages = self._find(question, tokens, k, filter, clock)
        answer = replace(answer, passages=passages, composer=self.composer.name)
        yield answer
        with CORES.pass_through(SOURCES_FIRST):
            evidence = select_evidence(asked, passages, tokens, self.index.gate)
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
        if isinstance(self.composer, QuotingComposer):
            return quote(answer, question, evidence)
        reviewer = Reviewer(evidence.pool, self.entailment)
        return write(answer, question, evidence, self.composer, reviewer, strict=self.strict)
