"""The loop, on a handful of lessons: it learns, and goes on where it was cut off."""

import hashlib
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch

from rag.judge.network import JudgeNetwork as OnnxJudge
from rag.judge.reading import Passage
from training.calibration import fit_scale, measure_reliability
from training.examples.written import read_hostile
from training.export import build_judge, read_judge
from training.judge import describe
from training.learning import OtherRun, Plan, collate, learn, load
from training.lessons.lesson import (
    IGNORED,
    Lesson,
    Sheet,
    make_batches,
    make_claim_sheets,
    make_sheets,
    tell_contradiction,
)
from training.loss import measure_loss
from training.network import JudgeNetwork

TIDES = Passage("Tides", ("TideNet reads tides from sand.", "It is fast."))
EBB = Passage("Ebb", ("The moon pulls the sea, and the sea yields.",))
LESSONS = (
    Lesson("TideNet reads tides.", "paraphrase", "w", 1.0, 0.0, wrong=()),
    Lesson("TideNet reads stars.", "entity", "w", 0.0, wrong=((14, 19),)),
    Lesson("What does TideNet read?", "fact", "w", answers=1.0, needed=(0,)),
    Lesson("Who paid for TideNet?", "detail", "w", answers=0.0, needed=()),
)
SHEETS = [Sheet((TIDES,), LESSONS), Sheet((EBB,), LESSONS[1:2])]


def test_marks_are_those_of_the_tokens_that_a_wrong_part_touches() -> None:
    sheet = SHEETS[0]
    tokens, sentences = sheet.marks[1]
    assert tokens is not None
    assert [sheet.row.texts[1].words[n] for n in np.flatnonzero(tokens)] == [(14, 19)]
    assert sentences is None
    assert [(a is None, b if b is None else b.tolist()) for a, b in sheet.marks[2:]] == [
        (True, [1.0, 0.0]), (True, [0.0, 0.0]),
    ]  # fmt: skip


def test_of_a_helpful_sentence_nothing_is_learned() -> None:
    lesson = Lesson("Is it fast?", "yesno", "w", answers=1.0, needed=(1,), helpful=frozenset([0]))
    ((_, sentences),) = Sheet((TIDES,), (lesson,)).marks
    assert sentences is not None
    assert sentences.tolist() == [IGNORED, 1.0]


def test_a_loss_falls_where_the_same_is_shown_again(tmp_path: Path) -> None:
    before = measure_loss(JudgeNetwork().eval()(collate(SHEETS)), SHEETS).item()
    plan = Plan(rate=5e-4, tokens=200, workers=1)
    network = learn(SHEETS * 8, plan, tmp_path / "judge.pt")
    assert measure_loss(network(collate(SHEETS)), SHEETS).item() < before / 2
    again = learn(SHEETS * 8, plan, tmp_path / "judge.pt")  # all its steps are done
    for one, other in zip(network.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)
    assert load(tmp_path / "judge.pt").training is False
    with pytest.raises(OtherRun, match=r"judge\.pt is of another run, .* give another --work"):
        learn(SHEETS * 9, plan, tmp_path / "judge.pt")


def test_no_text_is_seen_by_another() -> None:
    network = JudgeNetwork().eval()
    with torch.no_grad():
        together = network(collate(SHEETS))
        alone = network(collate([Sheet((TIDES,), LESSONS[2:3])]))
    assert float(together.answers[2]) == pytest.approx(float(alone.answers[0]), abs=1e-4)
    np.testing.assert_allclose(together.evidence[2], alone.evidence[0], atol=1e-4)


def test_what_is_exported_says_what_the_network_says_and_can_be_read_back(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = JudgeNetwork().eval()
    graph = build_judge(network)
    (tmp_path / "judge.onnx").write_bytes(graph)
    card = tmp_path / "judge.json"
    digest = hashlib.sha256(graph).hexdigest()
    card.write_text(json.dumps(describe(network) | {"digest": digest}))
    found = OnnxJudge(tmp_path / "judge.onnx", card).run(SHEETS[0].row)
    back = JudgeNetwork().eval()
    state = back.load_state_dict(read_judge(tmp_path), strict=False)
    assert state.unexpected_keys == []
    assert all("embeddings" in name for name in state.missing_keys)
    with torch.no_grad():
        scores, again = network(collate(SHEETS)), back(collate(SHEETS))
    for n, odds in enumerate(found):  # in 8 bits
        for said in (scores, again):
            assert odds.supports == pytest.approx(float(said.supports[n]), abs=0.1)
            assert odds.contradicts == pytest.approx(float(said.contradicts[n]), abs=0.1)
            assert odds.answers == pytest.approx(float(said.answers[n]), abs=0.1)
            np.testing.assert_allclose(odds.evidence, said.evidence[n].numpy(), atol=0.1)


def test_every_sheet_is_in_one_batch_and_every_lesson_on_one_sheet() -> None:
    many = [Lesson("tide " * 60, "x", str(n), 1.0) for n in range(30)]
    sheets = make_sheets((TIDES,), many)
    assert len(sheets) > 1
    assert [one.writer for sheet in sheets for one in sheet.lessons] == [str(n) for n in range(30)]
    heavy = Lesson("It is so.", "x", "w", 1.0, rests=(0, 1))
    assert make_claim_sheets((Passage("Tides", ("tide " * 60, "ebb " * 60)),), [heavy]) == []
    together = make_claim_sheets((TIDES,), [*LESSONS[:2], *many[:1]])
    assert [len(sheet.lessons) for sheet in together] == [3]
    batches = make_batches(sheets * 5, 900, Random(1))
    assert sorted(n for batch in batches for n in batch) == list(range(5 * len(sheets)))


def test_only_some_kinds_of_errors_contradict() -> None:
    assert tell_contradiction("negation", supported=False) == 1
    assert tell_contradiction("added", supported=False) == 0
    assert tell_contradiction("scope", supported=False) == IGNORED
    assert tell_contradiction("paraphrase", supported=True) == IGNORED


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
