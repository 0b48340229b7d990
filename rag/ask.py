"""Questions to answers in one call: the way in from Python."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from index.embedding.loading import choose_embedder, load_embedder
from index.paths import read_path
from index.store.reader import IndexReader, default_index
from rag.answer.answer import Answer
from rag.chatbot import PASSAGES, Chatbot
from rag.generation.model_composer import choose_composer
from rag.llm.opening import SETTING
from rag.query.followup import Exchange
from rag.query.request import make_filter
from rag.retrieval.reranker import CrossEncoderReranker
from rag.verification.entailment import CrossEncoderEntailment


def ask(
    question: str,
    index: str | Path | None = None,
    k: int = PASSAGES,
    *,
    since: str | int | None = None,
    until: str | int | None = None,
    organization: str | None = None,
    author: str | None = None,
    history: Sequence[Answer] = (),
    last_asked: date | None = None,
    llm: str | None = None,
    embedder: str | None = None,
) -> Answer:
    """Answer a question from the index in a folder, which stays open for the next one.

    Without `index`, from the one that ASKPAPERS_INDEX names, or else `askpapers-index` right here.
    Only papers are looked at that are not before `since` or after `until` (2025, "2025-03" or
    "2025-03-31", inclusive), by an organization, by an author, where these are given; they beat
    what the question says. `history` is what was answered before, oldest first: a question that
    leans on it is understood. `last_asked` is the day that "since I last asked" means, by default
    that of the last of `history`. `llm` names who words the answer, and `embedder` the model that
    made the index, see `open_chatbot`.
    Raises BadQuestion, what `open_chatbot` does, and LlmUnavailable where "auto" finds a model
    named that is not there; all are AskpapersErrors.
    """
    filter = make_filter(since, until, organization, author)
    past = [Exchange.of(answer) for answer in history]
    if last_asked:
        past = [*past[:-1], replace(past[-1] if past else Exchange(""), asked=last_asked)]
    chatbot = open_chatbot(read_path(str(index or default_index())), embedder, llm=llm)
    return chatbot.ask(question, k, filter, past)


def open_chatbot(
    folder: Path,
    embedder: str | None = None,
    reranker: str | None = None,
    llm: str | None = None,
    checker: str | None = None,
    *,
    strict: bool = False,
) -> Chatbot:
    """A chatbot on the index in a folder, opened once a process.

    `embedder` names the model that made the index, by name or folder; without it the packaged one
    is meant or, where that did not make it, ASKPAPERS_EMBEDDER's. `reranker` names a
    sentence-transformers CrossEncoder, by name or folder, and `checker` one with entailment labels.
    `llm` is who words the answers, a spec of rag.llm.opening: by default ASKPAPERS_LLM's, or else
    "quote".
    With `strict` a model's sentence that nothing supports is left out, not struck out.
    Raises IndexNotFound, IndexBusy, IndexMismatch, EncoderUnavailable, and LlmUnavailable as `ask`
    does.
    """
    spec = llm or os.environ.get(SETTING)
    return _open(folder.resolve(), folder, embedder, reranker, spec, checker, strict)


@cache
def _open(
    _whole_path: Path,
    folder: Path,
    embedder: str | None,
    reranker: str | None,
    llm: str | None,
    checker: str | None,
    strict: bool,
) -> Chatbot:
    index = IndexReader(folder)
    return Chatbot(
        index,
        load_embedder(choose_embedder(index.embedder, embedder, folder)),
        choose_composer(llm),
        CrossEncoderReranker(reranker) if reranker else None,
        CrossEncoderEntailment(checker) if checker else None,
        strict=strict,
    )
