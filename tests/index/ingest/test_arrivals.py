"""What a run remembers of the papers that it has read."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.errors import IndexFull
from index.ingest.arrivals import Arrivals
from tests.conftest import make_paper

TIDES = make_paper("Tides", "They rise.", id="2401.00001", version=1, source="arxiv-api")


@pytest.fixture
def arrivals() -> Iterator[Arrivals]:
    with Arrivals() as arrivals:
        arrivals.add(TIDES)
        yield arrivals


def test_a_paper_is_found_by_its_id_and_by_its_title(arrivals: Arrivals) -> None:
    found = arrivals.find(TIDES.id)
    assert found
    assert (found.id, found.version, found.title) == (TIDES.id, 1, "Tides")
    assert found.text_hash == TIDES.text_hash
    assert arrivals.find("2401.00002") is None
    assert arrivals.find_title(TIDES) is None  # no other has it
    assert arrivals.find_title(make_paper("TIDES!", "x")) == found


def test_the_same_source_contradicts_itself_in_one_version_only(arrivals: Arrivals) -> None:
    found = arrivals.find(TIDES.id)
    assert found
    other = replace(TIDES, abstract="They fall.")
    assert found.is_contradicted_by(other)
    assert not found.is_contradicted_by(TIDES)
    assert not found.is_contradicted_by(replace(other, version=2))
    assert not found.is_contradicted_by(replace(other, sources=("csv",)))


def test_what_is_kept_by_its_double_is_there_and_is_not_found(arrivals: Arrivals) -> None:
    arrivals.keep("7")
    arrivals.keep(TIDES.id)  # which has come itself
    assert arrivals.find("7") is None
    assert arrivals.find(TIDES.id)
    with closing(sqlite3.connect(arrivals.finish())) as file:
        assert set(file.execute("SELECT id FROM kept")) == {("7",), (TIDES.id,)}


def test_nothing_is_left_behind() -> None:
    with Arrivals() as arrivals:
        file = arrivals.finish()
        assert file.is_file()
    assert not file.parent.exists()


def test_a_full_disk_of_temporary_files_is_named(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Arrivals() as arrivals:
        arrivals._connection.execute("PRAGMA max_page_count = 8")  # as if no page more had room
        with pytest.raises(IndexFull, match=rf"^{tmp_path}: .*TMPDIR"):
            add_many(arrivals)
    assert list(tmp_path.iterdir()) == []


def add_many(arrivals: Arrivals) -> None:
    for n in range(1_000):
        arrivals.add(replace(TIDES, id=f"2401.{n:05}"))
