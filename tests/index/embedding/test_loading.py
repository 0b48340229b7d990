"""Which embedder a name gives, and what stands in for it where something does not work."""

import logging
from pathlib import Path

import numpy as np
import pytest

from index.embedding import loading as embedding
from index.embedding.loading import PACKAGED, GpuEmbedder, SentenceEmbedder, load_embedder
from tests.conftest import ROOT
from tests.index.embedding.conftest import refuse


@pytest.mark.parametrize(
    ("what", "value", "reason"),
    [
        (
            "index.embedding.packaged_embedder.OnnxNetwork",
            refuse,
            "RuntimeError: no such operator)",
        ),
        ("index.embedding.onnx_network.GRAPH", ROOT / "README.md", "InvalidProtobuf"),
        (
            "index.embedding.packaged_embedder._VECTOR",
            (0.5,) * 8,
            "WrongVectors: a known text's vector",
        ),
    ],
)
def test_where_onnx_runtime_does_not_work_sentence_transformers_does(
    what: str,
    value: object,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(what, value)
    with caplog.at_level(logging.WARNING, "index.embedding.loading"):
        assert isinstance(load_embedder(), SentenceEmbedder)
    (record,) = caplog.records
    assert reason in record.getMessage()
    assert "\n" not in record.getMessage()


def test_a_gpu_that_torch_does_not_find_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_GPU_DEVICES", (str(tmp_path),))
    made = load_embedder()
    assert isinstance(made, GpuEmbedder)
    assert made.stamp.name == PACKAGED
    assert np.array_equal(made.read_documents(["tides"])[0].vector, made.read_query("tides").vector)
