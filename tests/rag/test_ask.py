"""The way in from Python: one call, filters in it, mistakes named."""

from pathlib import Path
from typing import Any

import pytest

import rag
from index.embedding.loading import PACKAGED, SentenceEmbedder
from index.errors import IndexMismatch, IndexNotFound
from rag import BadQuestion, Chatbot, PaperFilter, ask
from tests.conftest import MakeIndex, make_paper
from tests.index.store.conftest import change


def test_ask_is_one_call(sample_folder: Path) -> None:
    assert "dropout" in ask("What is dropout?", index=sample_folder).text.casefold()
    assert ask("What is dropout?", index=str(sample_folder)).citations


def test_filters_can_be_passed_in_and_hold_before_the_ranking(sample_folder: Path) -> None:
    question = "What is LoRA?"
    best = ask(question, sample_folder, k=5)
    assert str(best.passages[0].paper.published) > "2016"
    early = ask(question, sample_folder, k=5, until=2015)
    assert len(early.passages) == 5
    assert all(str(p.paper.published) < "2016" for p in early.passages)
    assert early.filters == PaperFilter.make(until="2015")
    by_hinton = ask("What do papers by Geoffrey Hinton say about dropout?", sample_folder)
    assert by_hinton.passages
    assert all("Hinton" in " ".join(p.paper.authors) for p in by_hinton.passages)
    assert by_hinton.scope == "by Geoffrey Hinton"
    assert by_hinton.question == "What do papers by Geoffrey Hinton say about dropout?"


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"since": "last week"}, "since: date 'last week' is not YYYY"),
        ({"since": 2022, "until": "2021-05"}, "since 2022 is after until 2021-05; swap them"),
        ({"author": "…"}, "author '…' has no word in it"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_a_bad_question(
    sample_folder: Path, given: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(BadQuestion, match=complaint):
        ask("What is dropout?", sample_folder, **given)


def test_mistakes_are_named(tmp_path: Path, chatbot: Chatbot) -> None:
    with pytest.raises(IndexNotFound, match="python -m index sample --to"):
        ask("What is dropout?", index=tmp_path / "none")
    with pytest.raises(BadQuestion, match="is empty"):
        chatbot.ask(" ")


def test_the_public_names_are_sorted_and_there() -> None:
    assert list(rag.__all__) == sorted(rag.__all__)
    assert all(hasattr(rag, name) for name in rag.__all__)


def test_an_index_cannot_have_a_model_loaded(
    tmp_path: Path, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, trap = tmp_path / "index", tmp_path / "model"
    make_index(folder, [make_paper("Tides", "The moon pulls the sea.")])
    change(folder, f"UPDATE stamp SET value = '{trap}' WHERE key = 'name'")  # noqa: S608
    opened = list[str]()
    monkeypatch.setattr(SentenceEmbedder, "__init__", lambda _, name: opened.append(name))
    with pytest.raises(IndexMismatch, match=f"{trap}.*--embedder {trap}"):
        ask("What pulls the sea?", folder)
    assert opened == []
    # Its digest tells that it is the model that made the index, wherever that lies now.
    assert "moon" in ask("What pulls the sea?", folder, embedder=PACKAGED).text
