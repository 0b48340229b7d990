"""Models that others run: OpenAI's, Anthropic's, Ollama's, and any OpenAI-compatible server's."""

import os
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.exchange import Exchange
from rag.llm.complaints import Place
from rag.llm.ollama import find_ollama
from rag.llm.served import MAX_BYTES, SECONDS, SILENCE, ServedLlm, make_openai_like
from rag.llm.types import LlmUnavailable

_OFFLINE = "look at the network, or take a model that runs here: make model"
_CARD = 3.0  # seconds that a server may take to tell what a model is
_OLLAMA_CONTEXT = 4096  # tokens: Ollama's own default, whatever the model has; it cuts silently


@dataclass(frozen=True, slots=True)
class _Host:
    maker: str
    address: str
    key: str
    setting: str  # the variable that names another address, as the maker's own client reads it


_HOSTS = {
    "openai": _Host("OpenAI", "https://api.openai.com", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "anthropic": _Host(
        "Anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"
    ),
}


def open_address(spec: str, silence: float = SILENCE, seconds: float = SECONDS) -> ServedLlm:
    """A model on an OpenAI-compatible server, by http(s)://host:port/v1#MODEL; it has answered.

    The key is OPENAI_API_KEY. Raises LlmUnavailable.
    """
    server, model = _split(spec)
    key = _read_key("OPENAI_API_KEY")
    place = Place(f"name a model that {server}/models lists, or mend the address")
    llm = ServedLlm(
        spec, make_openai_like(server, model, key), place, silence=silence, seconds=seconds
    )
    llm.prove()
    llm.context, llm.takes_grammar = _read_card(server, model, key)
    return llm


def open_hosted(spec: str, kind: str, model: str) -> ServedLlm:
    """A model of OpenAI's or Anthropic's (`kind` says whose); it has answered.

    Anthropic's are asked through its OpenAI-compatible address: llama-index's own package for them
    needs two clouds' SDKs. Raises LlmUnavailable.
    """
    host = _HOSTS[kind]
    key = _read_key(host.key, wanted_by=spec)
    # As the makers' own clients read it, who differ in whether it ends in /v1.
    server = os.environ.get(host.setting, "").strip().rstrip("/").removesuffix("/v1")
    build = make_openai_like(f"{server or host.address}/v1", model, key)
    place = Place(f"name a model that {host.maker} lists for your key", host.key, _OFFLINE)
    llm = ServedLlm(spec, build, place)
    llm.prove()
    return llm


def open_ollama(spec: str, model: str) -> ServedLlm:
    """A model that Ollama has, at OLLAMA_HOST; it has answered. Raises LlmUnavailable."""
    server = f"{find_ollama()}/v1"
    build = make_openai_like(server, model, "")
    place = Place(
        f"run: ollama pull {model}",
        mend=f"run: ollama serve, or set OLLAMA_HOST (now {server.removesuffix('/v1')})",
    )
    llm = ServedLlm(spec, build, place, context=_OLLAMA_CONTEXT)
    llm.prove()
    return llm


def _read_card(server: str, model: str, key: str) -> tuple[int | None, bool]:
    """Context in tokens and whether it takes GBNF, as llama.cpp and vLLM tell and others do not."""
    try:
        with Exchange(_CARD, MAX_BYTES) as exchange:
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            cards = exchange.http.get(f"{server}/models", headers=headers).json()["data"]
        # llama.cpp has one model, and takes any name for it.
        card = next((card for card in cards if card["id"] == model), cards[0])
        context = card.get("max_model_len") or (card.get("meta") or {}).get("n_ctx")
        return context if isinstance(context, int) else None, card.get("owned_by") == "llamacpp"
    except Exception:  # whatever a foreign server says, or does not: it has answered a prompt
        return None, False


def _read_key(variable: str, wanted_by: str = "") -> str:
    key = os.environ.get(variable, "").strip()
    if wanted_by and not key:
        raise LlmUnavailable(f"language model {wanted_by!r} needs a key; set {variable}")
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
        raise LlmUnavailable(
            f"{shown} names no language model; give http://host:port/v1#MODEL, with the key, if "
            "any, in OPENAI_API_KEY"
        )
    return server.rstrip("/"), model
