"""The online path, start to end: question, passages, evidence, drafts, checks, answer."""

import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from index.chunks import Sentence
from index.embedding import Embedder, SentenceEmbedder
from index.store import IndexReader, default_index
from rag.answer import Answer, CheckedSentence, Citation
from rag.checker import Check, check_sentence
from rag.composer import Composer, Draft, QuotingComposer
from rag.evidence import select_evidence
from rag.question import read_question
from rag.reranker import POOL, CrossEncoderReranker, Reranker, rerank_best
from rag.retriever import retrieve

PASSAGES = 10


class Chatbot:
    """Answers questions from one index.

    Args:
        index: what is searched.
        embedder: the one that made the index; another raises IndexMismatch.
        composer: who words the answer; by default the abstracts themselves.
        reranker: who orders the best passages anew; by default nobody.

    """

    def __init__(
        self,
        index: IndexReader,
        embedder: Embedder,
        composer: Composer | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        index.check_embedder(embedder.stamp)
        self.index, self.embedder = index, embedder
        self.composer = composer or QuotingComposer()
        self.reranker = reranker

    def ask(self, question: str, k: int = PASSAGES) -> Answer:
        """Answer one question from its k best passages, 1 or more. Raises BadQuestion."""
        *_, answer = self.stream(question, k)
        return answer

    def stream(self, question: str, k: int = PASSAGES) -> Iterator[Answer]:
        """Yield the answer as it grows: first with its passages only, last complete.

        Raises BadQuestion before the first one.
        """
        if k < 1:
            raise ValueError(f"k is the number of passages, 1 or more, not {k}")
        asked = read_question(question)
        clock = _Clock()
        vector = self.embedder.embed_query(asked.text)
        clock.mark("embed")
        passages = retrieve(asked, vector, self.index, max(k, POOL) if self.reranker else k)
        clock.mark("retrieve")
        if self.reranker:
            passages = rerank_best(self.reranker, asked.text, passages)[:k]
            clock.mark("rerank")
        answer = Answer(asked.text, passages=passages, composer=self.composer.name)
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


def ask(question: str, index: str | Path | None = None, k: int = PASSAGES) -> Answer:
    """Answer a question from the index in a folder, which stays open for the next one.

    Without `index`, from the one that ASKPAPERS_INDEX names, or else `askpapers-index` right here.
    Raises BadQuestion, IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable.
    """
    return open_chatbot(Path(index or default_index())).ask(question, k)


def open_chatbot(folder: Path, embedder: str | None = None, reranker: str | None = None) -> Chatbot:
    """A chatbot on the index in a folder, opened once a process.

    `embedder` names the model that made the index, where it has moved since; `reranker` names a
    sentence-transformers CrossEncoder, by name or folder.
    Raises IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable.
    """
    return _open(folder.resolve(), folder, embedder, reranker)


@cache
def _open(_whole_path: Path, folder: Path, embedder: str | None, reranker: str | None) -> Chatbot:
    index = IndexReader(folder)
    return Chatbot(
        index,
        SentenceEmbedder(embedder or index.embedder.name),
        reranker=CrossEncoderReranker(reranker) if reranker else None,
    )


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
    check = check_sentence(draft.text, [sentence.text for sentence in draft.cited])
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


def _cite(number: int, sentence: Sentence, check: Check) -> Citation:
    return Citation(
        number, sentence.paper, sentence.start, sentence.end, check.verdict, check.reason
    )


def _number(citations: tuple[Citation, ...], sentence: Sentence) -> int:
    """The number that the paper has in this answer, or the next one."""
    known = {citation.paper.id: citation.number for citation in citations}
    return known.get(sentence.paper.id, len(known) + 1)
