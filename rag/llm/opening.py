"""Language models by a short name: the door to this room.

| spec | model |
|---|---|
| quote | none: answers are quotes |
| auto | what is found: ASKPAPERS_LLM, a running Ollama, local weights, else none |
| openai:MODEL, anthropic:MODEL | hosted; the key is OPENAI_API_KEY or ANTHROPIC_API_KEY |
| ollama:MODEL | one that Ollama has, at OLLAMA_HOST |
| http://host:port/v1#MODEL | on any OpenAI-compatible server |
| gguf:PATH | a file, run on this machine |
| hf:OWNER/REPO/FILE | a file of the model hub's, fetched once, then run on this machine |
| local, local:1.5b | weights that `make model` has fetched, run on this machine |
"""

import os

from index.paths import read_path
from rag.llm.types import MAX_TOKENS, Llm, LlmUnavailable, Prompt

__all__ = [
    "AUTO", "MAX_TOKENS", "QUOTE", "SETTING", "Llm", "LlmUnavailable", "Prompt", "choose_llm",
    "describe_connection", "find_llm", "open_llm",
]  # fmt: skip
QUOTE = "quote"
AUTO = "auto"
SPECS = (
    "openai:MODEL, anthropic:MODEL, ollama:MODEL, http://host:port/v1#MODEL, gguf:PATH, "
    "hf:OWNER/REPO/FILE, local or local:1.5b"
)
SETTING = "ASKPAPERS_LLM"


def choose_llm(spec: str) -> Llm | None:
    """The model of any spec, "quote" (None) and "auto" (find_llm) too; raises LlmUnavailable."""
    spec = spec.strip()
    if spec == QUOTE:
        return None
    return find_llm() if spec in ("", AUTO) else open_llm(spec)


def open_llm(spec: str, timeout: float = 60.0) -> Llm:
    """The model that a spec names; it has answered, or its file is loaded.

    `timeout` is seconds, more than 0, that a server at an address may take to say something.
    Raises LlmUnavailable, in one line, where it is none, or not there.
    """
    kind, _, rest = spec.partition(":")
    if kind in ("http", "https"):
        from rag.llm.hosted import open_address

        return open_address(spec, timeout)
    if kind in ("openai", "anthropic", "ollama") and rest.strip() and spec.isprintable():
        return _open_hosted(kind, spec, rest.strip())
    if kind == "gguf" and rest.strip():
        from rag.llm.gguf import open_gguf

        return open_gguf(spec, read_path(rest.strip()))
    if kind in ("hf", "local"):
        return _open_weights(spec)
    shown = "the spec" if "@" in spec else repr(spec)
    raise LlmUnavailable(f"{shown} names no language model; give {SPECS}")


def find_llm() -> Llm | None:
    """What `auto` uses: ASKPAPERS_LLM, else a running Ollama, else local weights, else None.

    Raises LlmUnavailable where ASKPAPERS_LLM names a model that is not there: who set it wants
    it. What is only found and does not run is passed over.
    """
    setting = os.environ.get(SETTING, "").strip()
    if setting and setting != AUTO:
        return choose_llm(setting)
    for spec in _list_found():
        try:
            return open_llm(spec)
        except LlmUnavailable:
            continue
    return None


def describe_connection() -> str:
    """One line: how to connect a model where none is."""
    return (
        "No language model is connected, so answers are quotes. To have one compose them: run "
        f"`make model` once, or set {SETTING} to one of {SPECS}."
    )


def _list_found() -> list[str]:
    from rag.llm.ollama import list_ollama
    from rag.llm.weights.weights import list_fetched

    return [*(f"ollama:{name}" for name in list_ollama()[:1]), *list_fetched()]


def _open_hosted(kind: str, spec: str, model: str) -> Llm:
    from rag.llm.hosted import open_hosted, open_ollama

    return open_ollama(spec, model) if kind == "ollama" else open_hosted(spec, kind, model)


def _open_weights(spec: str) -> Llm:
    from rag.llm.gguf import open_gguf
    from rag.llm.weights.fetching import find_weights
    from rag.llm.weights.weights import NoWeights

    try:
        file = find_weights(spec)
    except NoWeights as error:
        raise LlmUnavailable(str(error)) from error
    return open_gguf(spec, file)
