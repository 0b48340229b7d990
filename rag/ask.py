"""The online path, start to end: question, passages, evidence, drafts, checks, answer."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from index.chunks import Sentence
from index.embedding import Embedder, SentenceEmbedder
from index.filters import ALL, PaperFilter
from index.store import IndexReader, default_index
from rag.answer import Answer, CheckedSentence, Citation, Passage
from rag.checker import Check, check_sentence
from rag.composer import Composer, Draft, QuotingComposer
from rag.evidence import select_evidence
from rag.question import Question, read_question
from rag.records import NEWEST, RECORDS, Records, compose_records, is_record, to_passages
from rag.request import Request, make_filter, read_request
from rag.retriever import retrieve
from rag.wording import render_record

PASSAGES = 10
PER_TOPIC = 50  # passages among which a record's paper is looked for
Passages = tuple[Passage, ...]


class Chatbot:
    """Answers questions from one index.

    Args:
        index: what is searched.
        embedder: the one that made the index; another raises IndexMismatch.
        composer: who words the answer; by default the abstracts themselves.

    """

    def __init__(
        self,
        index: IndexReader,
        embedder: Embedder,
        composer: Composer | None = None,
    ) -> None:
        index.check_embedder(embedder.stamp)
        self.index, self.embedder = index, embedder
        self.composer = composer or QuotingComposer()

    def ask(self, question: str, k: int = PASSAGES, filter: PaperFilter | None = None) -> Answer:
        """Answer one question from its k best passages, 1 or more. Raises BadQuestion."""
        *_, answer = self.stream(question, k, filter)
        return answer

    def stream(
        self, question: str, k: int = PASSAGES, filter: PaperFilter | None = None
    ) -> Iterator[Answer]:
        """Yield the answer as it grows: first with its passages only, last complete.

        Only papers that match the filter are looked at; it beats what the question says.
        Raises BadQuestion before the first one.
        """
        if k < 1:
            raise ValueError(f"k is the number of passages, 1 or more, not {k}")
        asked = read_question(question)
        clock = _Clock()
        request = read_request(asked, self.index, filter or ALL)
        clock.mark("read")
        answer = Answer(asked.text, filters=request.filter, order=request.order)
        if request.catalogs or not self.index.count(request.filter):
            records = self._look_up(request, clock)
            if records:
                yield from self._tell(answer, records, k, clock)
                return
        yield from self._quote(answer, request, k, clock)

    def _look_up(self, request: Request, clock: "_Clock") -> "tuple[Records, Passages] | None":
        """What records say, and what the topic found; None where they are not asked after all."""
        passages = self._search(request.topic, PER_TOPIC, request.filter, clock)
        records = compose_records(request, passages, self.index)
        if records and not records.drafts and not passages:
            passages = self._find_nearest(request, clock)
        clock.mark("select")
        return (records, passages) if records else None

    def _find_nearest(self, request: Request, clock: "_Clock") -> Passages:
        """What an abstention names: the same without its filter, or the newest papers."""
        if request.topic:
            return self._search(request.topic, PASSAGES, ALL, clock)
        without = request.filter.without_dates()
        return to_passages(self.index.select(without, NEWEST, PASSAGES), ())

    def _search(self, topic: str, k: int, filter: PaperFilter, clock: "_Clock") -> Passages:
        if not topic:
            return ()
        vector = self.embedder.embed_query(topic)
        clock.mark("embed")
        passages = retrieve(Question(topic), vector, self.index, k, filter)
        clock.mark("retrieve")
        return passages

    def _tell(
        self, answer: Answer, found: "tuple[Records, Passages]", k: int, clock: "_Clock"
    ) -> Iterator[Answer]:
        """The answer from records, sentence by sentence, each checked."""
        records, passages = found
        passages = to_passages(records.papers, passages)[: max(k, len(records.papers))]
        answer = replace(answer, passages=passages, composer=RECORDS, confidence=1.0)
        yield answer
        for draft in records.drafts:
            answer = _add(answer, draft)
            yield answer
        clock.mark("compose")
        if not records.drafts:
            answer = replace(answer, abstained=True, reason=records.reason, confidence=0.0)
        yield replace(answer, timings=clock.stages)

    def _quote(self, answer: Answer, request: Request, k: int, clock: "_Clock") -> Iterator[Answer]:
        """The answer from abstracts: passages, evidence, drafts, checks."""
        asked = Question(request.topic or answer.question)
        vector = self.embedder.embed_query(asked.text)
        clock.mark("embed")
        passages = retrieve(asked, vector, self.index, k, request.filter)
        clock.mark("retrieve")
        answer = replace(answer, passages=passages, composer=self.composer.name)
        yield answer
        evidence = select_evidence(asked, vector, passages, self.index, self.embedder)
        clock.mark("select")
        answer = replace(answer, confidence=evidence.confidence)
        if not evidence.sufficient:
            reason = (
                f"no sentence fits the question well enough: {evidence.confidence:.2f}, "
                f"where {evidence.gate:.2f} is needed"
            )
            yield replace(answer, abstained=True, reason=reason, timings=clock.stages)
            return
        for draft in self.composer.compose(asked, evidence):
            answer = _add(answer, draft)
            yield answer
        clock.mark("compose")
        yield replace(answer, timings=clock.stages)


def ask(
    question: str,
    index: str | Path | None = None,
    k: int = PASSAGES,
    *,
    since: str | int | None = None,
    until: str | int | None = None,
    organization: str | None = None,
    author: str | None = None,
) -> Answer:
    """Answer a question from the index in a folder, which stays open for the next one.

    Without `index`, from the one that ASKPAPERS_INDEX names, or else `askpapers-index` right here.
    Only papers are looked at that are not before `since` or after `until` (2025, "2025-03" or
    "2025-03-31", inclusive), by an organization, by an author, where these are given; they beat
    what the question says.
    Raises BadQuestion, IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable.
    """
    filter = make_filter(since, until, organization, author)
    return open_chatbot(Path(index or default_index())).ask(question, k, filter)


def open_chatbot(folder: Path, embedder: str | None = None) -> Chatbot:
    """A chatbot on the index in a folder, opened once a process.

    `embedder` names the model that made the index, where it has moved since.
    Raises IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable.
    """
    return _open(folder.resolve(), folder, embedder)


@cache
def _open(_whole_path: Path, folder: Path, embedder: str | None) -> Chatbot:
    index = IndexReader(folder)
    return Chatbot(index, SentenceEmbedder(embedder or index.embedder.name))


class _Clock:
    """Seconds for each stage of one answer."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._last = time.perf_counter()

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage], self._last = now - self._last, now


def _add(answer: Answer, draft: Draft) -> Answer:
    """The answer with one more sentence, checked."""
    check = _check(draft)
    citations = answer.citations
    numbers: list[int] = []
    for sentence in draft.cited:
        number = _number(citations, sentence)
        numbers.append(number)
        citations = (*citations, _cite(number, sentence, check))
    quoted = any(draft.text == sentence.text for sentence in draft.cited)
    unique = tuple(dict.fromkeys(numbers))
    checked = CheckedSentence(draft.text, unique, quoted, check.verdict, check.reason)
    sentences = (*answer.sentences, checked)
    return replace(answer, sentences=sentences, citations=citations)


def _check(draft: Draft) -> Check:
    """A draft against what it cites: sentences of abstracts, or records as text."""
    if not any(is_record(sentence) for sentence in draft.cited):
        return check_sentence(draft.text, [sentence.text for sentence in draft.cited])
    # First without the authors: Albert No would count as a denial of what is said.
    for names in (False, True):
        texts = [
            render_record(s.paper, names=names) if is_record(s) else s.text for s in draft.cited
        ]
        check = check_sentence(draft.text, [*texts, *draft.grounds])
        if check.verdict == "supported":
            return replace(check, reason="the index's own record")
    return check


def _cite(number: int, sentence: Sentence, check: Check) -> Citation:
    return Citation(
        number, sentence.paper, sentence.start, sentence.end, check.verdict, check.reason
    )


def _number(citations: tuple[Citation, ...], sentence: Sentence) -> int:
    """The number that the paper has in this answer, or the next one."""
    known = {citation.paper.id: citation.number for citation in citations}
    return known.get(sentence.paper.id, len(known) + 1)
