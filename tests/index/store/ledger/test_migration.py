"""Catalogs that older versions made, stored as those wrote them, in this version's hands."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedding.loading import Embedder
from index.errors import IndexMismatch
from index.ingest.build import Tally
from index.papers.chunks import Chunk
from index.papers.paper import Paper
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.upkeep import repair_index
from rag.chatbot import Chatbot
from tests.conftest import ROOT, MakeIndex
from tests.index.conftest import CountingEmbedder
from tests.index.store.conftest import change

PAPERS = [
    Paper.make("Tides", "The moon pulls the sea. Tides rise twice a day.", id="2401.00001",
               published="2024-01-05", authors=["Ada Lovelace", "Bo Li"], organization="Google",
               upvotes=3, source="test"),
    Paper.make("Waves", "Waves travel across the sea.", published="2023-05",
               authors=["Ada Lovelace"], organization="Google DeepMind", comments=2,
               source="test"),
    Paper.make("Rain", "Clouds bring rain. It takes 3.5 hours.", id="cs/0102003", source="test"),
]  # fmt: skip
SCHEMAS = ["1", "2", "3", "4"]


@pytest.fixture(params=SCHEMAS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An index of PAPERS, as far as its catalog, made by the version that had this schema."""
    fill(tmp_path, request.param)
    for name in ("lexical", "vectors"):  # where the derived stores were before schema 3
        (tmp_path / name).mkdir()
    return tmp_path


def fill(folder: Path, schema: str) -> None:
    """Put a catalog of an older schema into a folder."""
    script = ROOT / "tests" / "catalogs" / f"schema_{schema}.sql"
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection:
        connection.executescript(script.read_text())


def test_an_older_catalog_is_refused_with_the_command_that_upgrades_it(folder: Path) -> None:
    with pytest.raises(IndexMismatch, match=f"has schema [1234].*repair --at {folder}"):
        IndexReader(folder)


def test_repair_upgrades_it_whole_and_embeds_nothing(folder: Path, embedder: Embedder) -> None:
    assert repair_index(folder) == 3
    reader = IndexReader(folder)
    assert list(reader.papers()) == PAPERS
    assert check_index(folder) == []
    assert not (folder / "lexical").exists()
    assert reader.organizations("google") == ["Google", "Google DeepMind"]
    assert reader.has_author("lovelace")
    id, vector = f"{PAPERS[0].id}#0", embedder.read_documents([Chunk("", PAPERS[0], 0, 47).text])
    assert np.allclose(reader.vectors([id])[id], vector[0].vector, atol=1e-5)
    answer = Chatbot(reader, embedder).ask("What pulls the sea?")
    assert answer.citations[0].quote == "The moon pulls the sea."


def test_a_run_upgrades_it_and_embeds_nothing_again(
    folder: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    counting = CountingEmbedder(embedder)
    assert make_index(folder, list(PAPERS), by=counting) == Tally(unchanged=3)
    assert counting.texts == []
    assert check_index(folder) == []


def test_what_was_withdrawn_stays_so_under_the_id_that_it_has_by_now(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    fill(tmp_path, "4")
    assert make_index(tmp_path, [Paper.make("Snow", "Snow falls.")]) == Tally(withdrawn=1)
    snow = Paper.make("Snow", "Snow falls.", id="cs.CL/0102004v2", source="test")
    assert make_index(tmp_path, [snow]) == Tally(new=1)
    shown = [paper.id for paper in IndexReader(tmp_path).papers()]
    assert shown == [paper.id for paper in [*PAPERS, snow]]


def test_two_that_were_one_become_one(tmp_path: Path, embedder: Embedder) -> None:
    fill(tmp_path, "4")  # where Rain is cs.CL/0102003
    change(tmp_path, "UPDATE papers SET id = 'cs/0102003' WHERE id = '2401.00001'")
    change(tmp_path, "UPDATE records SET record = replace(record, '2401.00001', 'cs/0102003')")
    assert repair_index(tmp_path) == 2
    assert [paper.title for paper in IndexReader(tmp_path).papers()] == ["Rain", "Waves"]
    assert check_index(tmp_path) == []


def test_an_upgrade_that_was_cut_off_is_made_again(folder: Path, make_index: MakeIndex) -> None:
    (folder / "catalog.sqlite3.upgrading").write_bytes(b"half")
    (folder / "catalog.sqlite3.upgrading-wal").write_bytes(b"half")
    assert repair_index(folder) == 3
    assert list(IndexReader(folder).papers()) == PAPERS
    assert sorted(path.name for path in folder.iterdir()) == [
        "catalog.sqlite3", "catalog.sqlite3-shm", "catalog.sqlite3-wal", "stores", "writer.lock",
    ]  # fmt: skip


def test_a_schema_of_the_future_is_refused(folder: Path) -> None:
    change(folder, "UPDATE stamp SET value = '99' WHERE key = 'schema'")
    for use in (IndexReader, repair_index):
        with pytest.raises(IndexMismatch, match=r"has schema 99.*this version reads 5"):
            use(folder)
