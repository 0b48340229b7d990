"""The packaged embedder: the same as through sentence-transformers, wherever it runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embedding import packaged_embedder
from index.embedding.loading import Embedder, SentenceEmbedder, load_embedder
from index.embedding.packaged import LENGTH
from index.embedding.packaged_embedder import MANY, PackagedEmbedder
from tests.conftest import ROOT, embed
from tests.index.embedding.conftest import measure_unlike, refuse


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


def test_reading_many_documents_leaves_torch_its_threads() -> None:
    code = (
        "import torch; torch.set_num_threads(3); "
        "from index.embedding import packaged_embedder as p; "
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


def test_vectors_have_length_one_and_the_stamped_dimensions(embedder: Embedder) -> None:
    rows = embed(embedder, ["tides of the sea", "", "model merging"])
    assert rows.shape == (3, embedder.stamp.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_meaning_decides_and_not_the_words(embedder: Embedder) -> None:
    rows = embed(embedder, ["a physician treats patients", "the stock market fell"])
    near, far = rows @ embedder.read_query("doctor in a hospital").vector
    assert near > far + 0.2
