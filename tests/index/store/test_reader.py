"""Three stores as one: what opens, what refuses, and what mends it."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.errors import IndexMismatch, IndexNotFound
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.writer import write_index
from tests.conftest import MakeIndex, make_paper
from tests.index.store.conftest import PAPERS, change


def test_what_was_written_is_read_back_in_order(folder: Path) -> None:
    reader = IndexReader(folder)
    assert list(reader.papers()) == PAPERS
    assert reader.count_papers() == 3
    assert check_index(folder) == []
    assert reader.overview().date_span() == ("2020-01", "2021-05-06")


def test_a_reader_never_makes_anything(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="no such folder; make one with: python -m index"):
        IndexReader(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(IndexNotFound, match=r"it has no catalog\.sqlite3"):
        IndexReader(tmp_path / "empty")
    assert not list((tmp_path / "empty").iterdir())


def test_another_embedder_is_refused_by_both_names(folder: Path, embedder: Embedder) -> None:
    other = replace(embedder.stamp, name="mpnet", dimensions=768, digest="0" * 64)
    with pytest.raises(IndexMismatch, match=r"made with all-MiniLM-L6-v2 \(384.*mpnet \(768"):
        IndexReader(folder).check_embedder(other)
    with pytest.raises(IndexMismatch, match="to another folder"), write_index(folder, other):
        pass


def test_a_model_that_has_moved_is_the_same_by_its_digest(folder: Path, embedder: Embedder) -> None:
    moved = replace(embedder.stamp, name="/elsewhere/model")
    reader = IndexReader(folder)
    reader.check_embedder(moved)  # raises nothing
    with write_index(folder, moved) as ledger:
        assert list(ledger.known(["1"]).values()) == PAPERS[:1]
    assert (reader.latest().embedder, reader.latest()) == (embedder.stamp, reader)


def test_stores_that_disagree_say_how(folder: Path) -> None:
    change(folder, "UPDATE generations SET chunks = 2")
    with pytest.raises(
        IndexMismatch, match="catalog 2, lexical 3, vectors 3, sketches 3; mend it with"
    ):
        IndexReader(folder)


def test_a_paper_is_known_by_id_doi_and_title(tmp_path: Path, make_index: MakeIndex) -> None:
    papers = [
        make_paper("On Tides: A Study", "Tides rise.", id="2401.00001", doi="10.5555/abc"),
        make_paper("On tides, a study", "Tides fall.", id="other"),
    ]
    make_index(tmp_path / "index", papers)
    reader = IndexReader(tmp_path / "index")
    assert [paper.id for paper in reader.find_known("2401.00001")] == ["2401.00001"]
    assert [paper.id for paper in reader.find_known("10.5555/abc")] == ["2401.00001"]
    assert [paper.id for paper in reader.find_known("on tides a study")] == ["2401.00001", "other"]
    assert len(reader.find_known("on tides a study", 1)) == 1
    assert reader.find_known("nothing") == []
