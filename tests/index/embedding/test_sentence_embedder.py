"""Any model of sentence-transformers, by its name or its folder."""

from pathlib import Path

import numpy as np
import pytest

from index.embedding.loading import PACKAGED, Embedder, SentenceEmbedder, load_embedder
from index.errors import EncoderUnavailable


def test_a_model_is_taken_from_a_folder_and_known_by_its_numbers(
    tmp_path: Path, embedder: Embedder, reference: SentenceEmbedder
) -> None:
    for name in ("one", "two"):
        reference._model.save(str(tmp_path / name))
    one, two = (load_embedder(str(tmp_path / name)) for name in ("one", "two"))
    assert np.allclose(
        one.read_query("tides").vector, embedder.read_query("tides").vector, atol=1e-5
    )
    assert one.stamp.digest == two.stamp.digest
    assert one.stamp.name != PACKAGED


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match=r"no-such/model.*give the folder"):
        load_embedder("no-such/model").read_query("x")
    with pytest.raises(EncoderUnavailable, match=str(tmp_path)):
        load_embedder(str(tmp_path)).read_query("x")
