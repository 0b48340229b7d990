"""The page on an index, with two models made up for tests: one that is slow, one that breaks off.

python tests/page_server.py FOLDER PORT
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import app  # noqa: F401 - sets what Gradio reads when it is imported
from index.embedding.loading import load_embedder
from index.store.reader import IndexReader
from page.layout import build_page
from page.serving.server import serve
from rag.answer.answer import Answer
from rag.chatbot import Chatbot

LOG = "closed.txt"  # beside the index


class SlowChatbot(Chatbot):
    """Writes on at a sentence for a minute, and writes down that it was closed."""

    def stream(self, question: str, *rest: Any, **options: Any) -> Iterator[Answer]:
        found, *_, answer = super().stream(question, *rest, **options)
        try:
            yield found
            for n in range(60):
                yield replace(answer, pending=f"Word {n} of a sentence")
                time.sleep(1)
        finally:
            with (self.index.folder.parent / LOG).open("a") as log:
                log.write(f"closed {question}\n")


class BrokenChatbot(Chatbot):
    """Answers and fails before it says that it is done."""

    def stream(self, question: str, *rest: Any, **options: Any) -> Iterator[Answer]:
        yield from super().stream(question, *rest, **options)
        raise RuntimeError("the model is gone")


def main(folder: Path, port: int) -> None:
    index, embedder = IndexReader(folder), load_embedder()
    models = {
        "quotes": Chatbot(index, embedder),
        "slow": SlowChatbot(index, embedder),
        "broken": BrokenChatbot(index, embedder),
    }
    serve(build_page(models["quotes"], models), port)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
