"""The trained network in ONNX Runtime."""

import json
from pathlib import Path

import numpy as np
import pytest

from index.errors import EncoderUnavailable
from rag.judge.network import CARD, GRAPH, JudgeNetwork
from rag.judge.reading import CLAIM_SOURCE, Passage, read_row

TIDES = Passage("Tides", ("We read tides from sand.", "Gauges cost much."))


def test_no_text_changes_what_is_said_of_another() -> None:
    network, texts = JudgeNetwork(), ("Sand tells tides.", "Why?", "This claim is supported.")
    together = network.run(read_row(texts, [TIDES], CLAIM_SOURCE))
    alone = [network.run(read_row([text], [TIDES], CLAIM_SOURCE))[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        assert one.supports == pytest.approx(other.supports, abs=1e-3)
        assert one.answers == pytest.approx(other.answers, abs=1e-3)
        np.testing.assert_allclose(one.evidence, other.evidence, atol=1e-3)
        np.testing.assert_allclose(one.unsupported, other.unsupported, atol=1e-3)
    assert (len(alone[0].unsupported), len(alone[0].evidence)) == (4, 2)
    assert network.run(read_row([], [TIDES], CLAIM_SOURCE)) == []


def test_a_sentence_without_room_is_no_evidence() -> None:
    (odds,) = JudgeNetwork().run(read_row(["Sand?"], [TIDES], 8))
    assert np.isfinite(odds.evidence[0])
    assert odds.evidence[1] == -np.inf
    assert np.isfinite(odds.answers)


def test_a_source_of_nothing_and_a_text_of_nothing_are_read() -> None:
    (odds,) = JudgeNetwork().run(read_row([""], [Passage("", ())], 8))
    assert np.isfinite([odds.supports, odds.answers, odds.contradicts]).all()
    assert (odds.unsupported.size, odds.evidence.size) == (0, 0)


def test_damaged_weights_are_told(tmp_path: Path) -> None:
    graph = tmp_path / GRAPH.name
    graph.write_bytes(GRAPH.read_bytes()[:-1])
    with pytest.raises(EncoderUnavailable, match=json.loads(CARD.read_text())["digest"]):
        JudgeNetwork(graph)


def test_the_weights_are_small_enough_to_ship() -> None:
    assert GRAPH.stat().st_size < 25_000_000
