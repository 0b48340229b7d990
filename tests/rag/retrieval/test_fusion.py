"""Scores of several lists, each normalised, as one."""

import pytest

from rag.retrieval.fusion import add_late, fuse, rank


def test_fusion_is_the_mean_of_both_normalised_scores() -> None:
    # Words: a 1, b (4-2)/(6-2) = .5, c 0. Meaning: b 1, d 0.
    scores = fuse({"a": 6.0, "b": 4.0, "c": 2.0}, {"b": 0.9, "d": 0.1})
    assert scores == {"a": 0.5, "b": 0.75, "c": 0.0, "d": 0.0}


def test_fusion_of_one_empty_list_keeps_the_other() -> None:
    assert fuse({}, {"a": 0.3, "b": 0.3}) == {"a": 0.5, "b": 0.5}
    assert fuse({}, {}) == {}


def test_late_scores_make_half_of_the_sum() -> None:
    # Late: a (.5-.4)/(.6-.4) = .5, b 1, c 0; d was not compared.
    scores = add_late({"a": 1.0, "b": 0.2, "c": 0.4, "d": 0.3}, {"a": 0.5, "b": 0.6, "c": 0.4})
    assert scores == pytest.approx({"a": 0.75, "b": 0.6, "c": 0.2, "d": 0.15})


def test_ties_go_to_the_smaller_id() -> None:
    assert rank({"b": 0.5, "c": 0.9, "a": 0.5}) == ["c", "a", "b"]
