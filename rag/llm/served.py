"""A model that answers over HTTP, through llama-index: bounded, tried again where that helps."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from index.errors import AskpapersError
from index.exchange import Exchange, TooMuch
from rag.llm.complaints import Place, explain, wait_before_retry
from rag.llm.types import LlmUnavailable, Prompt

SILENCE = 60.0  # seconds until a server must have said something
SECONDS = 180.0  # that one reply may take
MAX_BYTES = 8_000_000  # of one reply with all that a server wraps around it
PAUSES = (0.5, 2.0)  # seconds before a request is made again
# Characters of a token: English has 4, a run of spaces or of "=" has more.
_TOKEN_LENGTH = 20
NO_KEY = "none"  # what a server that wants no key is sent: an empty one is no valid header


class CutOff(AskpapersError):
    """A stream ended before its reply did."""


# One of llama-index's LLMs for one request, over the exchange that it is given.
Build = Callable[[Prompt, Exchange, float], Any]


class ServedLlm:
    """A model on a server.

    Args:
        name: the spec, without key or password.
        build: makes llama-index's LLM for one request.
        place: where the server is, in a reader's words.
        context: tokens of prompt and reply together; None where unknown.
        takes_grammar: whether the server obeys GBNF.
        silence: seconds, more than 0, until the server must have said something.
        seconds: that one reply may take, all in all.
    """

    def __init__(
        self,
        name: str,
        build: Build,
        place: Place,
        *,
        context: int | None = None,
        takes_grammar: bool = False,
        silence: float = SILENCE,
        seconds: float = SECONDS,
    ) -> None:
        self.name, self.context, self.takes_grammar = name, context, takes_grammar
        self._build, self._place = build, place
        self._silence, self._seconds = silence, seconds

    def complete(self, prompt: Prompt) -> str:
        """The whole reply; raises LlmUnavailable."""
        return "".join(self._persist(prompt, self._chat))

    def stream(self, prompt: Prompt) -> Iterator[str]:
        """The reply in pieces; raises LlmUnavailable. Closing it cuts the connection."""
        yield from self._persist(prompt, self._stream_chat)

    def prove(self) -> None:
        """Raises LlmUnavailable where no model answers."""
        self.complete(Prompt("", "Reply with one word: yes", max_tokens=8))

    def _persist(
        self, prompt: Prompt, ask: Callable[[Prompt, Exchange], Iterator[str]]
    ) -> Iterator[str]:
        """Asks again where that may help; never once text has been handed out."""
        if not self.takes_grammar:  # some servers refuse what they do not know
            prompt = replace(prompt, grammar="")
        ends, pauses, length = time.monotonic() + self._seconds, iter(PAUSES), 0
        while True:
            exchange = Exchange(ends - time.monotonic(), MAX_BYTES)
            try:
                with exchange:
                    for piece in ask(prompt, exchange):
                        length += len(piece)
                        if length > prompt.max_tokens * _TOKEN_LENGTH:
                            raise TooMuch(f"more than {prompt.max_tokens} tokens")
                        yield piece
                return
            except Exception as error:  # whatever a foreign server brings a library to raise
                pause = next(pauses, None)
                if pause is not None:
                    pause = None if length else wait_before_retry(error, pause)
                if pause is None or time.monotonic() + pause > ends:
                    said = explain(error, exchange, self._place, self._silence)
                    raise LlmUnavailable(f"language model {self.name!r} {said}") from error
                time.sleep(pause)

    def _chat(self, prompt: Prompt, exchange: Exchange) -> Iterator[str]:
        model = self._build(prompt, exchange, self._silence)
        yield str(model.chat(_make_messages(prompt)).message.content or "")

    def _stream_chat(self, prompt: Prompt, exchange: Exchange) -> Iterator[str]:
        model, ended, said = self._build(prompt, exchange, self._silence), False, False
        for reply in model.stream_chat(_make_messages(prompt)):
            said, ended = True, ended or _is_last(reply.raw)
            if reply.delta:
                yield str(reply.delta)
        if not said:
            raise ValueError("no stream of events")
        if not ended:
            raise CutOff("the stream ended without an end")


def make_openai_like(server: str, model: str, key: str) -> Build:
    """How a model on an OpenAI-compatible server is asked; its address ends in /v1."""
    # Seconds of import that nobody pays who asks no model.
    from llama_index.llms.openai_like import OpenAILike

    def build(prompt: Prompt, exchange: Exchange, silence: float) -> Any:
        return OpenAILike(
            model=model,
            api_base=server,
            api_key=key or NO_KEY,
            is_chat_model=True,
            temperature=0.0,
            max_tokens=prompt.max_tokens,
            timeout=silence,
            max_retries=0,
            http_client=exchange.http,
            additional_kwargs={"extra_body": {"grammar": prompt.grammar}} if prompt.grammar else {},
        )

    return build


def _make_messages(prompt: Prompt) -> list[Any]:
    from llama_index.core.llms import ChatMessage

    said = [("system", prompt.system), ("user", prompt.user)]
    # Half of a surrogate pair is no JSON.
    return [
        ChatMessage(role=role, content=text.encode(errors="replace").decode())
        for role, text in said
        if text
    ]


def _is_last(raw: Any) -> bool:
    """Whether a server's event ends its reply."""
    choices = getattr(raw, "choices", None)
    return bool(choices and choices[0].finish_reason)
