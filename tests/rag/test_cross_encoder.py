"""A cross-encoder from a folder: one that scores pairs, and one that would make its scores up."""

from pathlib import Path

import pytest

from index.embedding.loading import SentenceEmbedder
from index.errors import EncoderUnavailable
from rag.cross_encoder import load_cross_encoder
from rag.retrieval.reranker import CrossEncoderReranker


def test_an_embedder_is_no_reranker(tmp_path: Path) -> None:
    SentenceEmbedder()._model.save(str(tmp_path))
    with pytest.raises(EncoderUnavailable, match="it is a BertModel, which scores no pairs"):
        CrossEncoderReranker(str(tmp_path))


def test_a_cross_encoder_in_a_folder_gives_each_pair_one_score(cross_encoder: Path) -> None:
    model = load_cross_encoder(str(cross_encoder))
    scores = model.predict([("Why tides?", "The moon."), ("Why tides?", "A soup.")])
    assert scores.shape == (2,)


def test_an_embedder_is_refused_before_it_makes_its_scores_up(tmp_path: Path) -> None:
    SentenceEmbedder()._model.save(str(tmp_path))
    with pytest.raises(ValueError, match="it is a BertModel, which scores no pairs"):
        load_cross_encoder(str(tmp_path))
