"""SciFact: claims that an abstract supports against claims that the same kind contradicts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.embedding.loading import Embedder
from index.embedding.tokens import Reading, TokenSigns
from rag.verification.checker import check_sentence
from rag.verification.likeness import compare_tokens

# What the rules say of wording alone; the others say that claim and source contradict each other.
WORDING = ("content", "names")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim beside an abstract whose sentences its annotators gave as evidence."""

    text: str
    abstract: str
    supported: bool
    split: str


def score_claims(folder: Path, embedder: Embedder) -> dict[str, Any]:
    """Balanced accuracy of SUPPORT against CONTRADICT on the dev claims, 0 to 1; 0.5 is chance.

    `cosine` takes a claim for supported from a similarity on, the one that is best on the train
    claims; `verdict` where the checker supports it; `contradiction` unless a rule about figures,
    direction, negation, roles or strength complains.
    """
    claims = _read_claims(folder)
    cosines, verdicts, quiet = [], [], []
    read: dict[str, tuple[Reading, TokenSigns]] = {}
    for claim in claims:
        if claim.abstract not in read:
            reading = embedder.read_documents([claim.abstract])[0]
            signs = TokenSigns(np.packbits(reading.tokens > 0, axis=1), reading.spans)
            read[claim.abstract] = reading, signs
        source, signs = read[claim.abstract]
        own = embedder.read_documents([claim.text])[0]
        cosines.append(float(own.vector @ source.vector))
        check = check_sentence(claim.text, [claim.abstract], likeness=compare_tokens(own, [signs]))
        verdicts.append(check.verdict == "supported")
        quiet.append(check.verdict == "supported" or check.rule in WORDING)
    truth = np.array([claim.supported for claim in claims])
    train = np.array([claim.split == "train" for claim in claims])
    cut = _best_cut(np.array(cosines)[train], truth[train])
    scores = {
        "cosine": np.array(cosines) >= cut,
        "verdict": np.array(verdicts),
        "contradiction": np.array(quiet),
    }
    return {
        "claims": {
            "supported": int(truth[~train].sum()),
            "contradicted": int((~truth[~train]).sum()),
        },
        "balanced_accuracy": {
            name: round(_balance(found[~train], truth[~train]), 3) for name, found in scores.items()
        },
        "on_train": {
            name: round(_balance(found[train], truth[train]), 3) for name, found in scores.items()
        },
    }


def _read_claims(folder: Path) -> list[Claim]:
    corpus = {}
    for line in (folder / "corpus.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        corpus[str(record.get("id", record.get("_id")))] = str(
            record.get("abstract") or record.get("text")
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
    return float(max(sorted(set(scores)), key=lambda cut: _balance(scores >= cut, truth)))


def _balance(found: "np.ndarray | Sequence[bool]", truth: np.ndarray) -> float:
    """The mean of the shares that are right among the supported and among the others."""
    found = np.asarray(found)
    return float((found[truth].mean() + (~found[~truth]).mean()) / 2)
