"""The loop, on a handful of lessons: it learns, and goes on where it was cut off."""

import hashlib
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from rag.judge.network import JudgeNetwork as OnnxJudge
from rag.judge.reading import Passage, read_pair
from training.calibration import fit_scale, measure_reliability
from training.export import build_judge
from training.judge import describe
from training.learning import Plan, collate, learn, load, measure_loss
from training.lessons.hostile import read_hostile
from training.lessons.lesson import IGNORED, Lesson, make_batches, mark_tokens, tell_contradiction
from training.network import JudgeNetwork

TIDES = Passage("Tides", ("TideNet reads tides from sand.", "It is fast."))


def make_lessons() -> list[Lesson]:
    row = read_pair("TideNet reads tides.", [TIDES], 40)
    wrong = read_pair("TideNet reads stars.", [TIDES], 40)
    asked = read_pair("What does TideNet read?", [TIDES], 40)
    needed = np.array([1, 0], np.float32)
    return [
        Lesson(row, "1", "paraphrase", "w", 1.0, 0.0, unsupported=mark_tokens(row, ())),
        Lesson(wrong, "1", "entity", "w", 0.0, unsupported=mark_tokens(wrong, [(14, 19)])),
        Lesson(asked, "1", "fact", "w", answers=1.0, evidence=needed, first=0),
    ]


def test_marks_are_those_of_the_tokens_that_a_wrong_part_touches() -> None:
    row = read_pair("TideNet reads stars.", [TIDES], 40)
    marks = mark_tokens(row, [(14, 19)])
    assert [row.words[n] for n in np.flatnonzero(marks)] == [(14, 19)]


def test_a_loss_falls_where_the_same_is_shown_again(tmp_path: Path) -> None:
    lessons = make_lessons()
    before = float(measure_loss(JudgeNetwork().eval()(collate(lessons)), lessons))
    plan = Plan(epochs=8, rate=5e-4, tokens=200, workers=1)
    network = learn(lessons, plan, tmp_path / "judge.pt")
    assert float(measure_loss(network(collate(lessons)), lessons)) < before / 2
    again = learn(lessons, plan, tmp_path / "judge.pt")  # all its steps are done
    for one, other in zip(network.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)
    assert load(tmp_path / "judge.pt").training is False


def test_what_is_exported_says_what_the_network_says(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network, lessons = JudgeNetwork().eval(), make_lessons()
    graph = build_judge(network)
    (tmp_path / "judge.onnx").write_bytes(graph)
    card = tmp_path / "judge.json"
    digest = hashlib.sha256(graph).hexdigest()
    card.write_text(json.dumps(describe(network) | {"digest": digest}))
    found = OnnxJudge(tmp_path / "judge.onnx", card).run([one.row for one in lessons])
    with torch.no_grad():
        scores = network(collate(lessons))
    for n, odds in enumerate(found):  # in 8 bits
        assert odds.supports == pytest.approx(float(scores.supports[n]), abs=0.1)
        assert odds.contradicts == pytest.approx(float(scores.contradicts[n]), abs=0.1)
        assert odds.answers == pytest.approx(float(scores.answers[n]), abs=0.1)
        np.testing.assert_allclose(odds.evidence, scores.evidence[n].numpy(), atol=0.1)


def test_a_group_stays_together_and_nothing_is_lost() -> None:
    row = read_pair("Tides.", [TIDES], 40)
    lessons = [Lesson(row, str(n // 3), "x", "w", 1.0) for n in range(30)]
    batches = make_batches(lessons, 150, Random(1))
    assert sorted(n for batch in batches for n in batch) == list(range(30))
    for group in range(10):
        assert len({n for n, b in enumerate(batches) if group * 3 in b or group * 3 + 2 in b}) == 1


def test_only_some_kinds_of_errors_contradict() -> None:
    assert tell_contradiction("negation", supported=False) == 1
    assert tell_contradiction("added", supported=False) == 0
    assert tell_contradiction("scope", supported=False) == IGNORED
    assert tell_contradiction("paraphrase", supported=True) == 0


def test_odds_become_probabilities() -> None:
    odds = [-2.0, -1.0, 1.0, 2.0] * 25
    right = [False, False, True, True] * 24 + [True, False, True, False]
    scale, shift = fit_scale(odds, right)
    assert scale > 1
    assert abs(shift) < 0.1
    error, bins = measure_reliability([0.05, 0.95, 0.95, 0.95], [False, True, True, False])
    assert bins == [(0.05, 0.0, 1), (pytest.approx(0.95), pytest.approx(2 / 3), 3)]
    assert error == pytest.approx((0.05 + 3 * (0.95 - 2 / 3)) / 4)


def test_hostile_words_for_training_are_not_those_of_the_test() -> None:
    test = Path(__file__).parents[1] / "rag" / "judge" / "hostile.txt"
    assert not set(read_hostile()) & set(read_hostile(test))
    assert min(len(read_hostile()), len(read_hostile(test))) >= 200
