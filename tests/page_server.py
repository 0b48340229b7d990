"""The page on an index, with two models made up for tests: one that is slow, one that breaks off.

python tests/page_server.py FOLDER PORT
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import app  # noqa: F401 - sets what Gradio reads when it is imported
from index.embedding import load_embedder
from index.store import IndexReader
from page.layout import build_page
from page.server import serve
from rag.ask import Chatbot
from rag.composer import Draft, QuotingComposer
from rag.evidence import Evidence
from rag.question import Question


class SlowComposer(QuotingComposer):
    """Quotes a sentence a second, for a minute, and writes down that it was closed."""

    name = "slow"

    def __init__(self, log: Path) -> None:
        self._log = log

    def compose(self, question: Question, evidence: Evidence) -> Iterator[Draft]:
        try:
            for _ in range(60):
                yield next(iter(super().compose(question, evidence)))
                time.sleep(1)
        finally:
            with self._log.open("a") as log:
                log.write(f"closed {question.text}\n")


class BrokenComposer(QuotingComposer):
    """Quotes one sentence and fails."""

    name = "broken"

    def compose(self, question: Question, evidence: Evidence) -> Iterator[Draft]:
        yield next(iter(super().compose(question, evidence)))
        raise RuntimeError("the model is gone")


def main(folder: Path, port: int) -> None:
    index, embedder = IndexReader(folder), load_embedder()
    models = {
        "quotes": Chatbot(index, embedder),
        "slow": Chatbot(index, embedder, SlowComposer(folder.parent / "closed.txt")),
        "broken": Chatbot(index, embedder, BrokenComposer()),
    }
    serve(build_page(models["quotes"], models), port)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
