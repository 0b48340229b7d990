"""A CrossEncoder as the judge of sentences."""

import json
from pathlib import Path

import pytest

from index.errors import EncoderUnavailable
from rag.judge.reading import Passage
from rag.verification.checker import check_sentence
from rag.verification.entailment import CrossEncoderEntailment
from tests.conftest import build_cross_encoder

MAMBA = Passage("Mamba", ("Mamba has no key-value cache.", "It has 5 times the throughput."))
ELMO = Passage("ELMo", ("Lower layers capture syntax.",))


def test_a_cross_encoder_with_entailment_labels_judges(tmp_path: Path) -> None:
    folder = name_labels(build_cross_encoder(tmp_path, labels=3))
    model = CrossEncoderEntailment(str(folder))
    (support,) = model.weigh_claims(["Mamba needs a cache."], [MAMBA, ELMO])
    assert 0 < support.probability < 1
    assert 0 < support.contradicted < 1
    assert support.probability + support.contradicted < 1
    # Alone a sentence is read in another batch, and its last digits may differ.
    (alone,) = model.weigh_claims(["Mamba needs a cache."], [MAMBA])
    assert alone.probability <= support.probability + 1e-6
    check = check_sentence("Mamba needs no cache.", [MAMBA], judge=model)
    assert check.support is not None


def test_a_model_that_cannot_judge_is_told(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="none' cannot be loaded"):
        CrossEncoderEntailment(str(tmp_path / "none"))
    with pytest.raises(EncoderUnavailable, match="labels label_0, label_1, label_2, and none for"):
        CrossEncoderEntailment(str(build_cross_encoder(tmp_path, labels=3)))


def name_labels(folder: Path) -> Path:
    config = json.loads((folder / "config.json").read_text())
    config["id2label"] = {"0": "CONTRADICTION", "1": "entailment", "2": "neutral"}
    config["label2id"] = {label: int(n) for n, label in config["id2label"].items()}
    (folder / "config.json").write_text(json.dumps(config))
    return folder
