"""Many documents at once, with products of 8 bits: almost the same, and read further."""

import re

import numpy as np
import pytest
import torch

from index.embedding import int8_network, packaged, packaged_embedder
from index.embedding.loading import SentenceEmbedder, load_embedder
from index.embedding.packaged import LENGTH
from index.embedding.packaged_embedder import PackagedEmbedder
from index.embedding.tokens import read_chunks
from index.papers.chunks import split_chunks
from tests.conftest import make_paper
from tests.index.embedding.conftest import ODD, measure_unlike


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
