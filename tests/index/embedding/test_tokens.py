"""Tokens of a chunk: their signs, their places, and what lies beyond the model's limit."""

import re
from pathlib import Path

import numpy as np
import pytest

from index.embedding.embedder import normalise
from index.embedding.loading import Embedder
from index.embedding.tokens import TokenSigns, find_best, find_kept, read_chunks
from index.papers.chunks import split_chunks
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper

TEXTS = (
    "The moon pulls the water.",
    "Zebras have stripes. Nobody knows why, but flies dislike them.",
    "Waves of the ocean are made by wind.",
)
TIDES = make_paper("Tides of the sea", "The moon pulls the water. It rises twice a day.", id="1")


def test_a_comparison_is_the_cosine_to_the_signs() -> None:
    # Two tokens of three dimensions: signs + + - and - + -.
    signs = np.packbits(np.array([[1, 1, 0], [0, 1, 0]], bool), axis=1)
    tokens = TokenSigns(signs, np.array([[0, 2], [3, 5]], np.uint16))
    query = np.array([[1.0, 0.0, 0.0], [0.6, 0.0, -0.8]], np.float32)
    # (1·1) / √3 and (1·-1) / √3; then (.6 + .8) / √3 and (-.6 + .8) / √3.
    expected = np.array([[1.0, -1.0], [1.4, 0.2]]) / np.sqrt(3)
    assert tokens.compare(query) == pytest.approx(expected, abs=1e-6)


def test_the_best_token_is_the_one_with_the_most_signs_in_common() -> None:
    # Query + + - and + - -; passage one has + + + and - + -, passage two - - +.
    one, two = (
        TokenSigns(np.packbits(np.array(rows, bool), axis=1), np.zeros((len(rows), 2), np.uint16))
        for rows in ([[1, 1, 1], [0, 1, 0]], [[0, 0, 1]])
    )
    query = np.array([[0.8, 0.6, -0.0], [0.6, 0.0, -0.8]], np.float32)
    # The first differs in one of three signs from each of passage one: cos(π/3). From passage two
    # it differs in all: cos(π). The second differs in two from all three tokens: cos(2π/3).
    expected = np.array([[0.5, -1.0], [-0.5, -0.5]])
    assert find_best(query, [one, two]) == pytest.approx(expected, abs=1e-6)


def test_signs_alone_tell_the_similarity(embedder: Embedder) -> None:
    chunks = [chunk for text in TEXTS for chunk in split_chunks(make_paper("Tides", text))]
    readings = embedder.read_documents([chunk.text for chunk in chunks])
    _, passages = read_chunks(chunks, embedder)
    query = normalise(embedder.read_query("does the moon pull the sea").tokens)
    true = np.stack([(query @ normalise(r.tokens).T).max(axis=1) for r in readings], axis=1)
    found = find_best(query, passages)
    assert found.shape == (6, 3)
    assert np.corrcoef(true.ravel(), found.ravel())[0, 1] > 0.9
    assert np.abs(true - found).mean() < 0.1


def test_every_word_has_its_place_in_the_text(embedder: Embedder) -> None:
    (chunk,) = split_chunks(TIDES)
    vectors, (tokens,) = read_chunks([chunk], embedder)
    words = [chunk.text[start:end] for start, end in tokens.spans]
    # "Tides of the sea. The moon pulls the water. It rises twice a day." without its stop words.
    assert " ".join(words) == "Tides sea . moon pulls water . rises twice day ."
    assert tokens.signs.shape == (len(words), 48)
    assert vectors == pytest.approx(embedder.read_documents([chunk.text])[0].vector[None])


def test_a_word_finds_its_like(embedder: Embedder) -> None:
    (chunk,) = split_chunks(TIDES)
    _, (tokens,) = read_chunks([chunk], embedder)
    query = embedder.read_query("ocean").tokens
    query = query / np.linalg.norm(query, axis=1, keepdims=True)
    best = tokens.spans[tokens.compare(query)[0].argmax()]
    assert chunk.text[slice(*best)] in ("Tides", "sea", "water")


def test_what_the_model_cannot_reach_is_read_too(embedder: Embedder) -> None:
    # 60 sentences of 11 tokens: more than twice the 256 that the model reads at once.
    abstract = " ".join(f"Sentence number {n} speaks of the {n}th zebra." for n in range(100, 160))
    chunks = split_chunks(make_paper("Zebras", abstract, id="2"))
    _, signs = read_chunks(chunks, embedder)
    for chunk, tokens in zip(chunks, signs, strict=True):
        starts = tokens.spans[:, 0].astype(int)
        assert (np.diff(starts) > 0).all()  # each place once, in order
        words = "".join(chunk.text[start:end] for start, end in tokens.spans)
        assert words == re.sub(r" |\bof\b|\bthe\b", "", chunk.text)


def test_one_sentence_longer_than_the_model_reads_is_read_on(embedder: Embedder) -> None:
    abstract = "zebra and " * 400 + "lions."
    (chunk,) = split_chunks(make_paper("Zebras", abstract, id="3"))
    _, (tokens,) = read_chunks([chunk], embedder)
    assert chunk.text[slice(*tokens.spans[-2])] == "lions"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The moon isn't what it was", ["moon", "isn", "'"]),
        ("a 40% gain in 2025", ["40", "%", "gain", "2025"]),
        ("No method does not fail", ["No", "method", "not", "fail"]),
        ("To be, or", [","]),
        ("It is what it was", ["It", "is", "what", "it", "was"]),  # else nothing would be left
    ],
)
def test_stop_words_are_not_kept(text: str, kept: list[str]) -> None:
    spans = np.array([found.span() for found in re.finditer(r"\w+|[^\w\s]", text)], np.uint16)
    assert [text[slice(*span)] for span in spans[find_kept(text, spans)]] == kept


def test_a_text_without_a_token_is_no_mistake(embedder: Embedder) -> None:
    (reading,) = embedder.read_documents([""])
    assert len(reading.tokens) == len(reading.spans) == 0
    assert read_chunks([], embedder)[1] == []


def test_the_index_gives_back_what_was_read(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [TIDES])
    (chunk,) = split_chunks(TIDES)
    _, (tokens,) = read_chunks([chunk], embedder)
    kept = IndexReader(tmp_path).tokens(["1#0", "9#0"])
    assert list(kept) == ["1#0"]
    assert np.array_equal(kept["1#0"].signs, tokens.signs)
    assert np.array_equal(kept["1#0"].spans, tokens.spans)
