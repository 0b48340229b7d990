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
from index.ingest.arrivals import Arrival, Arrivals
from tests.conftest import make_paper

TIDES = make_paper("Tides", "They rise.", id="2401.00001", version=1, source="arxiv-api")
CAME = Arrival.of(TIDES)


@pytest.fixture
def arrivals() -> Iterator[Arrivals]:
    with Arrivals() as arrivals:
        arrivals.add([(TIDES.id, CAME)])
        yield arrivals


def test_a_paper_is_found_by_the_id_that_it_has_by_now(arrivals: Arrivals) -> None:
    assert arrivals.find([TIDES.id, "2401.00002"]) == {TIDES.id: CAME}
    assert (CAME.named, CAME.version, CAME.title) == (TIDES.id, 1, "Tides")
    arrivals.forget([TIDES.id])
    arrivals.add([("7", CAME)])
    assert arrivals.find([TIDES.id, "7"]) == {"7": CAME}


def test_the_same_source_contradicts_itself_in_one_version_only() -> None:
    other = replace(TIDES, abstract="They fall.")
    assert CAME.is_contradicted_by(Arrival.of(other))
    for agreeing in (TIDES, replace(other, version=2), replace(other, sources=("csv",))):
        assert not CAME.is_contradicted_by(Arrival.of(agreeing))


def test_what_a_source_gives_no_id_of_its_own_it_does_not_contradict() -> None:
    for names in ({}, {"doi": "10.1234/a"}):
        one, other = (make_paper("Tides", text, source="csv", **names) for text in ("Up.", "Down."))
        assert not Arrival.of(one).is_contradicted_by(Arrival.of(other))


def test_a_newer_version_or_a_better_name_is_remembered_instead() -> None:
    assert CAME.yields_to(Arrival.of(replace(TIDES, version=2)))
    assert not CAME.yields_to(CAME)
    bare, cited, own = (
        Arrival.of(make_paper("Tides", "x", **names))
        for names in ({}, {"doi": "10.1234/a"}, {"id": "7"})
    )
    assert bare.yields_to(cited)
    assert cited.yields_to(own)
    assert not own.yields_to(bare)


def test_what_has_come_is_there_to_be_kept(arrivals: Arrivals) -> None:
    arrivals.add([("7", CAME)])
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
        arrivals.add([(f"2401.{n:05}", CAME)])
