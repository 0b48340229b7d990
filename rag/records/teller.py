"""Answers from records, sentence by sentence, each checked against the catalog."""

from collections.abc import Iterator
from dataclasses import replace

from index.papers.filters import ALL, PaperFilter
from rag.answer.answer import Answer
from rag.answer.parts import Passage
from rag.pacing import Clock
from rag.query.question import Question
from rag.query.request import Request
from rag.records.lookup import NEWEST, RECORDS, Records, find_records, to_passages
from rag.records.news import read_topic, tell_news
from rag.retrieval.retriever import Retriever
from rag.verification.citing import add_draft
from rag.verification.records import RecordReviewer

PER_TOPIC = 50  # passages among which a record's paper is looked for
NEAREST = 10  # passages that an abstention is given


class Teller:
    """Answers one question from records.

    Args:
        retriever: finds the papers on a topic, in the index whose records are told.

    """

    def __init__(self, retriever: Retriever) -> None:
        self._retriever, self._index = retriever, retriever.index

    def look_up(self, request: Request, clock: Clock) -> Records | None:
        """What records say; None where they are not asked after all."""
        nothing = bool(request.filter) and not self._index.select(request.filter, limit=1)
        if not (request.catalogs or nothing):
            return None
        passages = self._search(request.topic, PER_TOPIC, request.filter, clock)
        records = find_records(request, passages, self._index)
        if records and not records.statements and not passages:
            passages = self._find_nearest(request, clock)
        clock.mark("select")
        return replace(records, passages=passages) if records else None

    def tell(self, answer: Answer, records: Records, k: int, clock: Clock) -> Iterator[Answer]:
        """Yield the answer as it grows; of its passages at least `k` are kept, where found."""
        papers = records.papers
        passages = to_passages(papers, records.passages)[: max(k, len(papers))]
        answer = replace(answer, passages=passages, composer=RECORDS, confidence=1.0)
        yield answer
        reviewer = RecordReviewer(self._index)
        for draft in records.drafts:
            answer = add_draft(answer, draft, reviewer.check(draft))
            yield answer
        clock.mark("compose")
        if not records.statements:
            answer = replace(answer, abstained=True, reason=records.reason, confidence=0.0)
        yield replace(answer, timings=clock.stages)

    def tell_news(self, answer: Answer, request: Request, clock: Clock) -> Iterator[Answer]:
        """Yield the answer with the new papers of a time, each with a sentence."""
        topic = read_topic(request.topic) if request.topic else None
        told = tell_news(topic, request.filter, self._index, self._retriever.embedder)
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

    def _find_nearest(self, request: Request, clock: Clock) -> tuple[Passage, ...]:
        """What an abstention names: the same without its filter, or the newest papers."""
        if request.topic:
            return self._search(request.topic, NEAREST, ALL, clock)
        without = request.filter.without_dates()
        return to_passages(self._index.select(without, NEWEST, NEAREST), ())

    def _search(self, topic: str, k: int, filter: PaperFilter, clock: Clock) -> tuple[Passage, ...]:
        return self._retriever.retrieve(Question(topic), k, filter, clock).passages if topic else ()
