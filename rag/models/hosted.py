"""Models that others run: OpenAI's, Anthropic's, Ollama's, and any OpenAI-compatible server's."""

import os
from typing import Any
from urllib.parse import urlsplit

from index.embedding import ModelUnavailable
from rag.models.bounds import BoundedClient
from rag.models.complaints import Place, one_line
from rag.models.ollama import find_ollama
from rag.models.prompt import Prompt
from rag.models.served import SECONDS, SILENCE, ServedLlm, make_openai_like

_OPENAI = "https://api.openai.com/v1"
_OLLAMA_CONTEXT = 4096  # tokens: Ollama's own default, whatever the model has; it cuts silently


def open_address(spec: str, silence: float = SILENCE, seconds: float = SECONDS) -> ServedLlm:
    """A model on an OpenAI-compatible server, by http(s)://host:port/v1#MODEL; it has answered.

    The key is OPENAI_API_KEY. Raises ModelUnavailable.
    """
    server, model = _split(spec)
    build = make_openai_like(spec, server, model, _read_key("OPENAI_API_KEY"))
    place = Place(f"name a model that {server}/models lists, or mend the address")
    llm = ServedLlm(spec, build, place, silence=silence, seconds=seconds)
    llm.prove()
    return llm


def open_openai(spec: str, model: str) -> ServedLlm:
    """A model of OpenAI's; it has answered. Raises ModelUnavailable."""
    key = _read_key("OPENAI_API_KEY", wanted_by=spec)
    server = os.environ.get("OPENAI_BASE_URL", "").strip() or _OPENAI
    build = make_openai_like(spec, server, model, key)
    place = Place("name a model that OpenAI lists for your key", mend="look at the network")
    llm = ServedLlm(spec, build, place)
    llm.prove()
    return llm


def open_anthropic(spec: str, model: str) -> ServedLlm:
    """A model of Anthropic's; it has answered. Raises ModelUnavailable."""
    key = _read_key("ANTHROPIC_API_KEY", wanted_by=spec)
    try:
        import anthropic
        from llama_index.llms.anthropic import Anthropic
    except ImportError as error:
        raise ModelUnavailable(
            f"language model {spec!r} needs the extra anthropic ({one_line(error)}); run: "
            'pip install -c constraints.txt -e ".[anthropic]"'
        ) from error
    server = os.environ.get("ANTHROPIC_BASE_URL", "").strip() or None

    def build(prompt: Prompt, client: BoundedClient, silence: float) -> Any:
        llm = Anthropic(
            model=model, api_key=key, temperature=0.0, max_tokens=prompt.max_tokens, max_retries=0
        )
        # It takes no HTTP client of ours by itself.
        llm._client = anthropic.Anthropic(
            api_key=key, base_url=server, timeout=silence, max_retries=0, http_client=client.http
        )
        return llm

    place = Place(
        "name a model that Anthropic lists for your key", "ANTHROPIC_API_KEY", "look at the network"
    )
    llm = ServedLlm(spec, build, place)
    llm.prove()
    return llm


def open_ollama(spec: str, model: str) -> ServedLlm:
    """A model that Ollama has, at OLLAMA_HOST; it has answered. Raises ModelUnavailable."""
    server = f"{find_ollama()}/v1"
    build = make_openai_like(spec, server, model, "")
    place = Place(
        f"run: ollama pull {model}",
        mend=f"run: ollama serve, or set OLLAMA_HOST (now {server.removesuffix('/v1')})",
    )
    llm = ServedLlm(spec, build, place, context=_OLLAMA_CONTEXT)
    llm.prove()
    return llm


def _read_key(variable: str, wanted_by: str = "") -> str:
    key = os.environ.get(variable, "").strip()
    if wanted_by and not key:
        raise ModelUnavailable(f"language model {wanted_by!r} needs a key; set {variable}")
    return key


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
