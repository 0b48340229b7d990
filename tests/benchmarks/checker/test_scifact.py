"""SciFact's claims: read from its files, scored beside the cosine."""

import json
from pathlib import Path

import numpy as np

from benchmarks.checker.scifact import _best_cut, score_claims
from index.embedding.loading import Embedder
from tests.benchmarks.checker.examples import FEWER, ZEBRA


def test_scifact_is_scored_beside_the_cosine(tmp_path: Path, embedder: Embedder) -> None:
    corpus = {"id": "1", "title": ZEBRA.title, "abstract": ZEBRA.abstract}
    (tmp_path / "corpus.jsonl").write_text(json.dumps(corpus) + "\n")
    claims = [
        {
            "question": FEWER.format(share),
            "split": split,
            "evidence": [{"doc": "1", "label": label}],
        }
        for split in ("train", "dev")
        for share, label in (("54.6%", "SUPPORT"), ("99.9%", "CONTRADICT"))
    ]
    (tmp_path / "queries.jsonl").write_text("".join(json.dumps(claim) + "\n" for claim in claims))
    report = score_claims(tmp_path, embedder)
    assert report["claims"] == {"supported": 1, "contradicted": 1}
    assert report["balanced_accuracy"]["verdict"] == report["on_train"]["verdict"] == 1.0


def test_a_cosine_is_cut_where_the_train_claims_are_told_apart_best() -> None:
    scores, truth = np.array([0.9, 0.4, 0.6, 0.1]), np.array([True, True, False, False])
    assert _best_cut(scores, truth) == 0.4
