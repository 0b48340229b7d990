"""How an index grows, on a few papers."""

from pathlib import Path

import pytest

from benchmarks import growth
from index.papers.paper import Paper
from index.store.reader import IndexReader


def test_made_up_papers_are_the_same_whenever_they_are_made(sample_papers: list[Paper]) -> None:
    whole = list(growth.make_papers(sample_papers, 0, 4))
    assert list(growth.make_papers(sample_papers, 2, 4)) == whole[2:]
    assert len({paper.id for paper in whole}) == 4


def test_an_index_grows_is_asked_and_grows_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growth, "REAL", 5)
    real = growth.read_real("sample")
    assert len(real.papers) == len(real.vectors) == len(real.tokens) == 5
    written = growth.measure_writing(tmp_path, real, 0, 150)
    assert written["papers"] == IndexReader(tmp_path).count_papers() == 150
    assert written["disk_mb"] > 0
    read = growth.measure_reading(tmp_path, real)
    assert read["all: found"] == 10
    assert read["a month: found"] < 10
    assert growth.measure_change(tmp_path, real, 150)["change_s"] > 0
    assert IndexReader(tmp_path).count_papers() == 250
