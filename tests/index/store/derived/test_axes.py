"""Very many vectors, kept along fewer axes: the same is found."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.embedding.loading import Embedder
from index.papers.filters import ALL, PaperFilter
from index.papers.paper import Paper
from index.store import search as filtered
from index.store.derived import axes
from index.store.derived.axes import find_axes, project
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.upkeep import repair_index
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex, make_paper
from tests.index.store.conftest import find_stores

QUESTIONS = ("How are words turned into vectors?", "Who won at image classification?")


def has_axes(folder: Path) -> bool:
    return (find_stores(folder) / "vectors" / "axes.npy").is_file()


def test_axes_keep_what_differs_and_drop_what_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axes, "KEPT", 2)
    vectors = np.array([[3, 0, 0], [0, 0, 2], [-3, 0.1, 0], [0, 0.1, -2]], np.float32)
    found = find_axes(vectors)
    assert np.abs(found) == pytest.approx(np.array([[0, 1], [0, 0], [1, 0]]), abs=0.05)
    assert np.linalg.norm(project(vectors, found), axis=1) == pytest.approx(1)
    assert not project(np.zeros((1, 3), np.float32), found).any()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, sample_folder: Path) -> IndexReader:
    """The sample corpus, as if it were large."""
    folder = tmp_path_factory.mktemp("large") / "index"
    shutil.copytree(sample_folder, folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(axes, "LARGE", 100)
        repair_index(folder)
        assert has_axes(folder)
        assert check_index(folder) == []
    return IndexReader(folder)


@pytest.mark.parametrize("filter", [ALL, PaperFilter.make("2012", "2020")], ids=["all", "years"])
@pytest.mark.parametrize("share", [0.125, 2], ids=["deep", "bounds"])
def test_a_large_index_finds_the_same_with_the_same_similarities(
    large: IndexReader,
    chatbot: Chatbot,
    monkeypatch: pytest.MonkeyPatch,
    filter: PaperFilter,
    share: float,
) -> None:
    monkeypatch.setattr(filtered, "_MANY", share)
    for question in QUESTIONS:
        vector = chatbot.embedder.read_query(question).vector
        expected = chatbot.index.search_vector(vector, 10, filter)
        found = large.search_vector(vector, 10, filter)
        assert list(found) == list(expected)
        assert found == pytest.approx(expected, abs=1e-5)


def test_an_index_that_has_grown_large_is_kept_along_axes_from_then_on(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers: list[Paper] = [make_paper(f"Tide {n}", f"It rises {n} times.") for n in range(6)]
    make_index(tmp_path, list(papers))
    assert not has_axes(tmp_path)
    monkeypatch.setattr(axes, "LARGE", 5)
    assert make_index(tmp_path, list(papers)).unchanged == 6
    assert has_axes(tmp_path)
    make_index(tmp_path, [*papers, make_paper("Reefs", "Corals build reefs.", id="1")])
    reader = IndexReader(tmp_path)
    query = embedder.read_query("What do corals build?").vector
    ((first, similarity), *_) = reader.search_vector(query, 3).items()
    assert first == "1#0"
    assert similarity == pytest.approx(float(reader.vectors([first])[first] @ query), abs=1e-5)
    assert check_index(tmp_path) == []
    (find_stores(tmp_path) / "vectors" / "axes.npy").unlink()
    assert "axes.npy is missing" in check_index(tmp_path)[0]
    assert repair_index(tmp_path) == 7
    assert check_index(tmp_path) == []


def test_vectors_of_few_dimensions_stay_as_they_are(
    tmp_path: Path, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(axes, "LARGE", 1)
    monkeypatch.setattr(axes, "KEPT", 384)
    make_index(tmp_path, [make_paper()])
    assert not has_axes(tmp_path)
    assert make_index(tmp_path, [make_paper()]).unchanged == 1
