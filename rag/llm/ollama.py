"""Ollama on this machine or another: where it listens, and what it has."""

import os
from urllib.parse import urlsplit

import httpx

from index.errors import ExchangeEnded
from index.exchange import Exchange
from rag.llm.types import LlmUnavailable

_PROBE = 0.3  # seconds that it may take to say that it runs
_LIST = 1.0  # seconds, and
_LIST_BYTES = 1_000_000  # bytes, for what it has


def list_ollama() -> list[str]:
    """The models that a running Ollama has, last changed first; none where none runs."""
    try:
        with Exchange(_LIST, _LIST_BYTES, timeout=_PROBE) as exchange:
            reply = exchange.http.get(f"{find_ollama()}/api/tags").raise_for_status()
            names = [str(model["name"]) for model in reply.json()["models"]]
    except (
        LlmUnavailable, ExchangeEnded, httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError,
        TypeError,
    ):  # fmt: skip
        return []
    return [name for name in names if name.isprintable() and "embed" not in name]


def find_ollama() -> str:
    """Ollama's address: OLLAMA_HOST as Ollama itself reads it, or this machine's port 11434."""
    host = os.environ.get("OLLAMA_HOST", "").strip().rstrip("/") or "127.0.0.1"
    address = host if "://" in host else f"http://{host}"
    try:
        parts = urlsplit(address)
        named, port, scheme = parts.hostname, parts.port, parts.scheme
    except ValueError:
        named, port, scheme = None, None, ""
    if scheme not in ("http", "https") or not named or "@" in address:
        raise LlmUnavailable("OLLAMA_HOST names no address; set it to HOST:PORT, or unset it")
    if named == "0.0.0.0":  # noqa: S104  where Ollama listens is no address to ask
        address = address.replace(named, "127.0.0.1", 1)
    return address if port else f"{address}:11434"
