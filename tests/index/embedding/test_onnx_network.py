"""The packaged model in ONNX Runtime: token vectors that padding does not change."""

import numpy as np
import pytest

from index.embedding.onnx_network import OnnxNetwork
from index.embedding.packaged import DIMENSIONS, packaged_folder


def test_each_token_has_a_vector_and_padding_changes_none() -> None:
    network = OnnxNetwork(packaged_folder())
    ids = np.array([[101, 5750, 4803, 102]])  # a sentence of two words between the model's marks
    alone = network.run(ids, np.ones_like(ids))
    assert alone.shape == (1, 4, DIMENSIONS)
    assert alone.dtype == np.float32
    padded = np.pad(ids, ((0, 1), (0, 3)))  # another text of nothing, and three places too many
    mask = np.array([[1, 1, 1, 1, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]])
    assert network.run(padded, mask)[0, :4] == pytest.approx(alone[0], abs=1e-5)
