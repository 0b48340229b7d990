"""Ollama on this machine or another: where it listens, and what it has. Imports nothing heavy."""

import json
import os
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from rag.llm.types import LlmUnavailable

_PROBE = 0.3  # seconds that it may take to say that it runs


def list_ollama() -> list[str]:
    """The models that a running Ollama has, last changed first; none where none runs."""
    try:
        with _open(f"{find_ollama()}/api/tags") as reply:
            models = json.loads(reply.read(1_000_000))["models"]
        names = [str(model["name"]) for model in models]
    except (LlmUnavailable, OSError, HTTPException, ValueError, KeyError, TypeError):
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


def _open(address: str) -> Any:
    # Past any proxy, which takes longer to say that there is none.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(address, timeout=_PROBE)
