"""A text against one index: sentence by sentence, what it cites or what is nearest."""

from collections.abc import Iterator
from pathlib import Path

from index.embedding.loading import Embedder
from index.papers.paper import Paper
from index.paths import read_path
from index.store.reader import IndexReader, default_index
from rag.ask import open_chatbot
from rag.chatbot import CORES, Chatbot
from rag.verification.checker import ClaimJudge
from rag.verify.document import Claim, read_document
from rag.verify.exempt import needs_no_citation
from rag.verify.report import Report
from rag.verify.sources import Library
from rag.verify.verdicts import Verdict, leave, rule

_LATE = 1.0  # seconds for which questions that are asked meanwhile go first


class Verifier:
    """Checks texts against one generation of an index.

    Args:
        index: what texts are held against.
        embedder: the one that made it.
        judge: who weighs what is no quote; by default the packaged judge.

    """

    def __init__(
        self, index: IndexReader, embedder: Embedder, judge: ClaimJudge | None = None
    ) -> None:
        self._index, self._embedder, self._judge = index, embedder, judge

    @classmethod
    def of(cls, chatbot: Chatbot) -> "Verifier":
        """With what a chatbot answers by, on the newest generation of its index."""
        return cls(chatbot.index.latest(), chatbot.embedder, chatbot.checker)

    def verify(self, text: str) -> Report:
        """A verdict on each sentence. Raises BadText, see rag.verify.document."""
        document = read_document(text)
        library = Library(self._index, self._embedder, document.references)
        return Report(tuple(self._rule_all(document.claims, library)))

    def _rule_all(self, claims: tuple[Claim, ...], library: Library) -> Iterator[Verdict]:
        before: tuple[Paper, ...] = ()
        for claim in claims:
            why = "a heading" if claim.is_heading else ""
            why = why or needs_no_citation(claim.text, cites=bool(claim.cited), leans=claim.leans)
            if why:
                yield leave(claim, why)
                continue
            with CORES.pass_through(_LATE):
                sources = library.find(claim, before if claim.leans else ())
                verdict = rule(claim, sources, self._judge)
            if sources.cited or not claim.leans:
                before = sources.papers if sources.cited else _list_paper(verdict)
            yield verdict


def verify(
    text: str,
    index: str | Path | None = None,
    *,
    embedder: str | None = None,
    checker: str | None = None,
) -> Report:
    """Check a text against the index in a folder, which stays open for the next one.

    Without `index`, against the one that `rag.ask` asks. `embedder` and `checker` are names, as
    `rag.ask.open_chatbot` has them.
    Raises BadText, and what `open_chatbot` does; all are AskpapersErrors.
    """
    folder = read_path(str(index or default_index()))
    chatbot = open_chatbot(folder, embedder, llm="quote", checker=checker)
    return Verifier.of(chatbot).verify(text)


def _list_paper(verdict: Verdict) -> tuple[Paper, ...]:
    return (verdict.paper,) if verdict.paper else ()
