"""Chunks found by meaning."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding.loading import Embedder
from index.store.derived.vectors import VectorIndex
from index.store.reader import IndexReader
from tests.conftest import embed


def test_meaning_finds_by_cosine(folder: Path, embedder: Embedder) -> None:
    query = embedder.read_query("ocean waves").vector
    found = IndexReader(folder).search_vector(query, 3)
    assert next(iter(found)) == "1#0"
    expected = float(
        query @ embed(embedder, ["Tides. We study the tides of the sea. They rise."])[0]
    )
    assert found["1#0"] == pytest.approx(expected, abs=1e-5)


ROWS = np.array([[1, 0, 0], [0, 1, 0], [0.6, 0.8, 0]], np.float32)
IDS = ["x#0", "y#0", "xy#0"]


def test_chunks_are_put_in_and_taken_out(tmp_path: Path) -> None:
    index = VectorIndex.create(tmp_path)
    index.add(IDS, ROWS)
    assert index.search(ROWS[0], 3) == pytest.approx({"x#0": 1, "xy#0": 0.6, "y#0": 0}, abs=1e-6)
    index.add(["y#0"], ROWS[2:])  # in the place of what was there
    index.remove(["xy#0"])
    assert sorted(index.ids()) == ["x#0", "y#0"]
    assert index.exact
    index.finish()
    opened = VectorIndex.open(tmp_path)
    assert opened.count() == 2
    assert opened.search(ROWS[1], 1) == pytest.approx({"y#0": 0.8}, abs=1e-6)
    opened.close()


def test_vectors_can_be_kept_along_axes(tmp_path: Path) -> None:
    axes = np.eye(3, 2, dtype=np.float32)  # the third dimension is dropped
    index = VectorIndex.create(tmp_path, axes)
    index.add(IDS, ROWS)
    assert not index.exact
    assert VectorIndex.has_axes(tmp_path)
    found = index.search(np.array([0.6, 0.0, 0.8], np.float32), 1)
    assert found == pytest.approx({"x#0": 1}, abs=1e-6)
    index.close()


def test_a_folder_without_vectors_is_refused_and_stays_empty(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no Chroma database"):
        VectorIndex.open(tmp_path)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "chroma.sqlite3").write_bytes(b"garbage" * 200)
    with pytest.raises(ValueError, match="Chroma cannot read"):
        VectorIndex.open(tmp_path)
