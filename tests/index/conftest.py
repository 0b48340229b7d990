"""What the tests of the offline half share: its command, and an embedder that is watched."""

import json
from pathlib import Path

import pytest

from index import __main__ as index_command
from index.embedding.loading import Embedder, EmbedderStamp
from index.embedding.tokens import Reading

LINES = [
    {"id": "1", "title": "Tides", "abstract": "We study tides. They rise twice a day."},
    {"id": "2", "title": "Merging", "abstract": "We merge models. It helps by 5 points."},
]


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A file of two papers."""
    file = tmp_path / "papers.jsonl"
    file.write_text("\n".join(map(json.dumps, LINES)))
    return file


class CountingEmbedder:
    """The real embedder, with an account of what it embedded."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder, self.texts = embedder, list[str]()

    @property
    def stamp(self) -> EmbedderStamp:
        return self.embedder.stamp

    def read_documents(self, texts: list[str]) -> list[Reading]:
        self.texts += texts
        return self.embedder.read_documents(texts)

    def read_query(self, text: str) -> Reading:
        return self.embedder.read_query(text)


def run_index(*arguments: object) -> int:
    """The exit status of `python -m index`."""
    return index_command.main([str(argument) for argument in arguments])


def read_counts(capsys: pytest.CaptureFixture[str]) -> dict[str, int]:
    """The counts that a run with --json has printed, but those that are 0."""
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return {name: count for name, count in told.items() if isinstance(count, int) and count}
