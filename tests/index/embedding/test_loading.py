"""Which embedder a name gives, and what stands in for it where something does not work."""

import logging
import shlex
from pathlib import Path

import numpy as np
import pytest

from index.embedding import loading as embedding
from index.embedding.loading import (
    PACKAGED,
    EmbedderStamp,
    GpuEmbedder,
    SentenceEmbedder,
    choose_embedder,
    load_embedder,
)
from index.embedding.packaged import packaged_stamp
from index.errors import IndexMismatch
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


@pytest.mark.parametrize("name", ["evil/model", "/home/mallory/model", "x; rm -rf ~"])
def test_a_model_that_only_an_index_names_is_not_chosen(name: str) -> None:
    made = EmbedderStamp(name, 384, "0" * 64)
    with pytest.raises(IndexMismatch) as error:
        choose_embedder(made, None, Path("my-index"))
    said = f"my-index says that {name!r} made its vectors, not {PACKAGED}"
    assert str(error.value).startswith(said)
    assert f"add --embedder {shlex.quote(name)}, or set ASKPAPERS_EMBEDDER" in str(error.value)


def test_a_model_is_chosen_that_the_user_names(monkeypatch: pytest.MonkeyPatch) -> None:
    packaged, other = packaged_stamp(), EmbedderStamp("my-model", 384, "0" * 64)
    assert choose_embedder(packaged, None, Path()) == PACKAGED
    assert choose_embedder(other, "moved/my-model", Path()) == "moved/my-model"
    monkeypatch.setenv("ASKPAPERS_EMBEDDER", "my-model")
    assert choose_embedder(other, None, Path()) == "my-model"
    assert choose_embedder(other, "another", Path()) == "another"
    assert choose_embedder(packaged, None, Path()) == PACKAGED  # the variable is of the others
