"""Language models by a short name; the one room that builds them, with llama-index.

A spec is the address of an OpenAI-compatible server (llama.cpp, vLLM, Ollama, LM Studio, hosted
ones) and the model's name there: http://127.0.0.1:8080/v1#MODEL. The key is OPENAI_API_KEY.
"""

import os
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from index.embedding import ModelUnavailable

if TYPE_CHECKING:
    from llama_index.llms.openai_like import OpenAILike

TIMEOUT = 60.0  # seconds until a server must have said something
MAX_TOKENS = 512  # of one reply
# llama-index tries this often, and each time its client again as often: 2 requests, not 6.
_RETRIES = 1
_NO_KEY = "none"  # what a server that wants no key is sent: an empty one is no valid header


class Llm(Protocol):
    """A language model that completes a prompt."""

    @property
    def name(self) -> str:
        """The spec that it was opened by."""

    def complete(self, prompt: str) -> str:
        """The model's reply, as it comes; raises ModelUnavailable, in one line."""


class ServedLlm:
    """A model on an OpenAI-compatible server, asked at temperature 0.

    Args:
        spec: http://host:port/v1#MODEL, or https.
        timeout: seconds, more than 0, until the server must have said something.

    Raises ModelUnavailable for a spec that is none, and where llama-index is not installed.
    """

    def __init__(self, spec: str, timeout: float = TIMEOUT) -> None:
        self.name, self._timeout = spec, timeout
        self._server, model = _split(spec)
        self._model = _build(self._server, model, timeout)

    def complete(self, prompt: str) -> str:
        text = prompt.encode(errors="replace").decode()  # half of a surrogate pair is no JSON
        try:
            return str(self._model.complete(text).text)
        except Exception as error:  # whatever a foreign server brings a library to raise
            raise ModelUnavailable(
                f"language model {self.name!r} {self._explain(error)}"
            ) from error

    def _explain(self, error: Exception) -> str:
        import openai

        cause, said = _one_line(error.__cause__ or error), _one_line(error)
        # The narrower kinds first: a time-out is a broken connection to openai.
        reasons = {
            openai.APITimeoutError: f"said nothing for {self._timeout:g} s; try again when its "
            "server has loaded it, or take a smaller one",
            openai.APIConnectionError: f"cannot be reached ({cause}); start its server, or mend "
            "the address",
            openai.NotFoundError: f"is not there ({said}); name a model that "
            f"{self._server}/models lists, or mend the address",
            openai.AuthenticationError: f"refused the key ({said}); set OPENAI_API_KEY",
            openai.APIStatusError: f"failed ({said}); its server's log says why",
        }
        other = f"answers as no OpenAI-compatible server does ({said}); mend the address"
        return next((text for kind, text in reasons.items() if isinstance(error, kind)), other)


def open_llm(spec: str, timeout: float = TIMEOUT) -> Llm:
    """A language model that has answered once, so that a wrong spec is told before a question is.

    `spec` is http://host:port/v1#MODEL, `timeout` in seconds. Raises ModelUnavailable for a spec
    that is none, a missing extra, a server that cannot be reached and a model it does not have.
    """
    llm = ServedLlm(spec, timeout)
    llm.complete("Reply with one word: yes")
    return llm


def _split(spec: str) -> tuple[str, str]:
    """The server's address and the model's name."""
    try:
        parts = urlsplit(spec)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number
        known = False
    server, _, model = spec.partition("#")
    # A password would be written into settings and messages.
    if not known or not model.strip() or "@" in server or "?" in server or not spec.isprintable():
        # Not shown where it may hold a password.
        shown = "the spec" if "@" in server else repr(spec)
        raise ModelUnavailable(
            f"{shown} names no language model; give http://host:port/v1#MODEL, with the key, if "
            "any, in OPENAI_API_KEY"
        )
    return server.rstrip("/"), model


def _build(server: str, model: str, timeout: float) -> "OpenAILike":
    try:
        # Seconds of import that nobody pays who asks no model.
        from llama_index.llms.openai_like import OpenAILike
    except ImportError as error:
        raise ModelUnavailable(
            f"language model {model!r} needs the extra llm ({_one_line(error)}); run: "
            'pip install -c constraints.txt -e ".[llm]"'
        ) from error
    return OpenAILike(
        model=model,
        api_base=server,
        api_key=_read_key(),
        is_chat_model=True,
        temperature=0.0,
        max_tokens=MAX_TOKENS,
        timeout=timeout,
        max_retries=_RETRIES,
    )


def _read_key() -> str:
    return os.environ.get("OPENAI_API_KEY", "").strip() or _NO_KEY


def _one_line(error: BaseException) -> str:
    """What an error says: some of it comes from a server, which may send anything, or the key."""
    text = " ".join(str(error).split()) or type(error).__name__
    if (key := _read_key()) != _NO_KEY:
        text = text.replace(key, "…")
    return "".join(c for c in text if c.isprintable())[:200]
