"""Measures, checked by hand."""

from math import log2

import pytest

from benchmarks.retrieval.measures import score_run


def test_measures_are_means_over_all_judged_queries() -> None:
    # DCG of "b x a": 1/log2(2) + 2/log2(4) = 2, at best "a b": 2 + 1/log2(3). The other query has
    # no hits, and counts 0.
    found = score_run({"q": {"a": 2, "b": 1}, "none": {"a": 1}}, {"q": ["b", "x", "a"]})
    assert found == pytest.approx(
        {
            "ndcg@10": 2 / (2 + 1 / log2(3)) / 2,
            "recall@5": 0.5, "recall@10": 0.5, "recall@100": 0.5, "mrr@10": 0.5,
        }
    )  # fmt: skip


def test_measures_look_only_as_deep_as_they_say() -> None:
    run = {"q": [*(f"x{n}" for n in range(10)), "a"]}
    found = score_run({"q": {"a": 1}}, run)
    assert (found["recall@10"], found["mrr@10"], found["recall@100"]) == (0, 0, 1)
