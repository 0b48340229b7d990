"""The page's path for programs: named endpoints, which are tools of MCP too.

What a tool's docstring says is what its callers are told, in this form.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Iterator, Mapping
from typing import Any

import gradio as gr

from index.errors import IndexMismatch
from page.turns.relay import relay
from page.turns.steering import Choices, read_count
from rag.answer.answer import Answer
from rag.chatbot import PASSAGES, Chatbot
from rag.query.question import BadQuestion
from rag.verify.document import BadText
from rag.verify.verifier import Verifier

MOST = 100  # passages


class Endpoints:
    """What programs may ask of one index; `models` are the chatbots they may name."""

    def __init__(self, chatbot: Chatbot, models: Mapping[str, Chatbot]) -> None:
        self._chatbot, self._models = chatbot, models

    def register(self) -> None:
        """Offer all of it, inside the page's `gr.Blocks`."""
        limits: dict[str, Any] = {"concurrency_limit": None}
        gr.api(self.ask, api_name="ask", **limits)
        gr.api(self.search, api_name="search", **limits)
        gr.api(self.paper, api_name="paper", **limits)
        gr.api(self.verify, api_name="verify", concurrency_limit=2)  # each takes its time

    async def ask(
        self,
        question: str,
        k: int = PASSAGES,
        since: str = "",
        until: str = "",
        organization: str = "",
        author: str = "",
        model: str = "",
    ) -> AsyncGenerator[dict[str, Any], None]:
        """
        Answer a question from the indexed paper abstracts, each sentence with checked citations.

        Streams the answer as it grows: first with its passages only, last complete. It abstains
        where the abstracts do not say.

        Args:
            question: What to ask, in English, at most 2,000 characters.
            k: How many passages to read, 1 to 100.
            since: Only papers from this date on: YYYY, YYYY-MM or YYYY-MM-DD; empty for all.
            until: Only papers up to this date, likewise.
            organization: Only papers by this organization; empty for all.
            author: Only papers by this author; empty for all.
            model: Which of the page's models answers; empty for the first.

        Returns:
            The answer: text, sentences with verdicts, citations with exact quotes, passages.
        """
        chatbot = self._choose(model)
        answers = self._stream(chatbot, question, Choices(since, until, organization, author, k))
        async with relay(answers, asyncio.Event()) as relayed:
            while answer := await _in_words(relayed.take()):
                yield answer.to_dict()

    async def search(
        self,
        query: str,
        k: int = PASSAGES,
        since: str = "",
        until: str = "",
        organization: str = "",
        author: str = "",
    ) -> dict[str, Any]:
        """
        Find the papers whose abstracts are nearest to a query, by words and by meaning.

        Args:
            query: What to look for, in English, at most 2,000 characters.
            k: How many passages to find, 1 to 100.
            since: Only papers from this date on: YYYY, YYYY-MM or YYYY-MM-DD; empty for all.
            until: Only papers up to this date, likewise.
            organization: Only papers by this organization; empty for all.
            author: Only papers by this author; empty for all.

        Returns:
            The passages, best first, with papers and scores, and the filters that were applied.
        """
        answers = self._stream(self._chatbot, query, Choices(since, until, organization, author, k))
        async with relay(answers, asyncio.Event()) as relayed:
            if answer := await _in_words(relayed.take()):
                values = answer.to_dict()
                return {name: values[name] for name in ("passages", "filters", "order")}
        raise gr.Error("nothing was found")

    def paper(self, id: str) -> dict[str, Any]:
        """
        Give one indexed paper: title, abstract, authors, dates, address.

        Args:
            id: The paper's id as answers and searches name it, such as an arXiv id.

        Returns:
            The paper's record.
        """
        chunks = self._chatbot.index.latest().chunks([f"{id}#0"])
        for chunk in chunks.values():
            return chunk.paper.to_dict()
        raise gr.Error(f"no paper of the index has the id {id!r:.80}")

    def verify(self, text: str) -> dict[str, Any]:
        """
        Check a text, sentence by sentence, against the indexed paper abstracts.

        Each sentence is held against the papers that it cites, or where it cites none against the
        nearest abstracts.

        Args:
            text: A paragraph in plain text, Markdown or LaTeX, at most 50,000 characters and 500
                sentences; with citations (keys with their references, [1] with a list, arXiv ids,
                DOIs) or without.

        Returns:
            The report: a summary, and for each sentence its verdict (supported, contradicted, not
            said, source not in index, needs none), the reason, the sentence of an abstract that
            decides it with its paper, and the words in doubt.
        """
        try:
            return Verifier.of(self._chatbot).verify(text).to_dict()
        except BadText as error:
            raise gr.Error(str(error)) from error

    def _choose(self, model: str) -> Chatbot:
        named = self._models.get(model) if isinstance(model, str) else None
        if model and not named:
            raise gr.Error(f"there is no model {model!r:.80}; there is: {', '.join(self._models)}")
        return named or self._chatbot

    def _stream(self, chatbot: Chatbot, question: str, choices: Choices) -> Iterator[Answer]:
        if not isinstance(question, str):
            raise gr.Error(f"what is asked is a text, not {question!r:.40}")
        try:
            k = read_count(choices.k, MOST)
            return chatbot.stream(question, k, choices.read_filter())
        except BadQuestion as error:
            raise gr.Error(str(error)) from error


async def _in_words(taken: Awaitable[Answer | None]) -> Answer | None:
    """What is awaited; what is wrong with a question is an error that the caller is told."""
    try:
        return await taken
    except (BadQuestion, IndexMismatch) as error:
        raise gr.Error(str(error)) from error
