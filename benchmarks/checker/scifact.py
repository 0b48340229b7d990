"""SciFact: claims that an abstract supports against claims that the same kind contradicts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.checker.judging import Judge, balance, make_paper
from index.embedding.loading import Embedder
from index.papers.paper import Paper
from rag.verification.checker import ClaimJudge


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim beside an abstract whose sentences its annotators gave as evidence."""

    text: str
    paper: Paper
    supported: bool
    split: str


def score_claims(
    folder: Path, embedder: Embedder, judge: ClaimJudge | None = None
) -> dict[str, Any]:
    """Balanced accuracy of SUPPORT against CONTRADICT on the dev claims, 0 to 1; 0.5 is chance.

    `cosine` takes a claim for supported from a similarity on, the one that is best on the train
    claims; `verdict` where the checker supports it.
    """
    claims = _read_claims(folder)
    checks = Judge(judge)
    judged = [checks.judge(claim.text, [claim.paper]) for claim in claims]
    cosines = _compare(claims, embedder)
    truth = np.array([claim.supported for claim in claims])
    train = np.array([claim.split == "train" for claim in claims])
    cut = _best_cut(cosines[train], truth[train])
    scores = {
        "cosine": cosines >= cut,
        "verdict": np.array([found.supported for found in judged]),
    }
    return {
        "claims": {
            "supported": int(truth[~train].sum()),
            "contradicted": int((~truth[~train]).sum()),
        },
        "balanced_accuracy": {
            name: round(balance(found[~train], truth[~train]), 3) for name, found in scores.items()
        },
        "on_train": {
            name: round(balance(found[train], truth[train]), 3) for name, found in scores.items()
        },
    }


def _compare(claims: Sequence[Claim], embedder: Embedder) -> np.ndarray:
    """The cosine of each claim and its abstract, -1 to 1."""
    texts = list(dict.fromkeys(text for c in claims for text in (c.text, c.paper.abstract)))
    readings = embedder.read_documents(texts)
    vectors = {text: reading.vector for text, reading in zip(texts, readings, strict=True)}
    return np.array([float(vectors[c.text] @ vectors[c.paper.abstract]) for c in claims])


def _read_claims(folder: Path) -> list[Claim]:
    corpus = {}
    for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        corpus[str(record.get("id", record.get("_id")))] = make_paper(
            str(record.get("title") or ""), str(record.get("abstract") or record.get("text"))
        )
    claims = []
    for line in (folder / "queries.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        labels = {str(item["doc"]): item["label"] for item in record.get("evidence", ())}
        for document, label in labels.items():
            if document in corpus:
                claims.append(
                    Claim(record["question"], corpus[document], label == "SUPPORT", record["split"])
                )
    return claims


def _best_cut(scores: np.ndarray, truth: np.ndarray) -> float:
    return float(max(sorted(set(scores)), key=lambda cut: balance(scores >= cut, truth)))
