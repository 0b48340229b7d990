"""A CrossEncoder as the model that is heard beside the rules."""

import json
from pathlib import Path

import pytest

from index.errors import EncoderUnavailable
from rag.verification.checker import check_sentence
from rag.verification.entailment import CrossEncoderEntailment
from tests.conftest import build_cross_encoder
from tests.rag.verification.rules.examples import ELMO, MAMBA


def test_a_cross_encoder_with_entailment_labels_judges(tmp_path: Path) -> None:
    folder = name_labels(build_cross_encoder(tmp_path, labels=3))
    model = CrossEncoderEntailment(str(folder))
    supports, contradicts = model.judge("Mamba needs a cache.", [MAMBA, ELMO])
    assert 0 < supports < 1
    assert 0 < contradicts < 1
    assert supports + contradicts < 1
    # Alone a sentence is read in another batch, and its last digits may differ.
    assert model.judge("Mamba needs a cache.", [MAMBA])[0] <= supports + 1e-6
    assert check_sentence("Mamba needs no cache.", [MAMBA], entailment=model).verdict


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
