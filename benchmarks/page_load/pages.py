"""The pages that are measured: ours, which quotes or passes for a model, and a bare one."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.page_load.signs import PACE, TOKENS
from index.embedding.loading import load_embedder
from index.store.reader import IndexReader
from rag.answer.answer import Answer
from rag.chatbot import Chatbot

PAGES = {"ours": ("quotes", "paced"), "bare": ("bare",)}  # the models of each


class PacedChatbot(Chatbot):
    """Passes for a model: the sources as ever, then TOKENS words of the answer at PACE."""

    def stream(self, question: str, *rest: Any, **options: Any) -> Iterator[Answer]:
        answers = super().stream(question, *rest, **options)
        found = next(answers)
        yield found
        first = next(answers)  # a model is asked when the evidence is chosen, and checked later
        for n in range(1, TOKENS + 1):
            time.sleep(1 / PACE)
            yield replace(found, pending=f"{'word ' * n}")
        *_, answer = (first, *answers)
        yield answer


def serve_page(folder: Path, page: str, port: int) -> None:
    """Serve one of PAGES until interrupted; both stand on the same embedder."""
    import app  # noqa: F401 - sets what Gradio reads when it is imported
    from benchmarks.page_load.bare_page import serve_bare
    from page.layout import build_page
    from page.serving.server import serve

    embedder = load_embedder()
    if page == "bare":
        serve_bare(embedder, port)
        return
    index = IndexReader(folder)
    models = {
        "quotes": Chatbot(index, embedder),
        "paced": PacedChatbot(index, embedder),
    }
    serve(build_page(models["quotes"], models), port)
