"""An index as one file, and what its health check finds."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedding.loading import Embedder
from index.errors import IndexMismatch
from index.store.derived.derived import open_derived
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.upkeep import export_index, import_index, repair_index
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex, make_paper

PAPERS = [
    make_paper("Tides", "The moon pulls the sea. Tides rise twice a day.", id="1", upvotes=3),
    make_paper("Waves", "Waves travel across the sea.", id="2", organization="Google"),
    make_paper("Rain", "Clouds bring rain.", id="3", authors=["Ada Lovelace"]),
]


@pytest.fixture
def folder(tmp_path: Path, make_index: MakeIndex) -> Path:
    make_index(tmp_path / "index", [make_paper("Tides", "Old words.", id="1"), *PAPERS[1:]])
    make_index(tmp_path / "index", list(PAPERS))  # so that there is a past
    return tmp_path / "index"


def change(folder: Path, sql: str) -> None:
    with closing(sqlite3.connect(folder / "catalog.sqlite3")) as connection, connection:
        connection.execute(sql)


def test_an_index_goes_through_one_file_and_comes_back_the_same(
    tmp_path: Path, folder: Path, embedder: Embedder
) -> None:
    file, copy = tmp_path / "papers.askpapers", tmp_path / "copy"
    assert export_index(folder, file) == 3
    assert import_index(file, copy) == 3
    one, two = IndexReader(folder), IndexReader(copy)
    assert list(one.papers()) == list(two.papers()) == PAPERS
    assert check_index(copy) == []
    question = "What pulls the sea?"
    answers = [Chatbot(reader, embedder).ask(question) for reader in (one, two)]
    assert answers[0].text == answers[1].text != ""
    assert two.has_author("lovelace")
    assert b"Old words" not in file.read_bytes()


def test_a_run_goes_on_with_an_imported_index(
    tmp_path: Path, folder: Path, make_index: MakeIndex
) -> None:
    export_index(folder, tmp_path / "file")
    import_index(tmp_path / "file", tmp_path / "copy")
    tally = make_index(tmp_path / "copy", [*PAPERS, make_paper("Snow", "It melts.", id="4")])
    assert (tally.unchanged, tally.new) == (3, 1)
    assert check_index(tmp_path / "copy") == []


def test_nothing_is_written_over(tmp_path: Path, folder: Path) -> None:
    export_index(folder, tmp_path / "file")
    with pytest.raises(FileExistsError, match="is there already"):
        export_index(folder, tmp_path / "file")
    with pytest.raises(FileExistsError, match="has an index already"):
        import_index(tmp_path / "file", folder)
    with pytest.raises(FileNotFoundError, match="is no file"):
        import_index(tmp_path / "none", tmp_path / "copy")


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("UPDATE records SET record = replace(record, 'moon', 'sun')", "the record of 1"),
        ("UPDATE chunks SET end = end + 500 WHERE body = 2", "1 chunks in the catalog are not"),
        ("UPDATE chunks SET vector = x'00' WHERE body = 2", "1 chunks in the catalog are not"),
        ("DELETE FROM chunks WHERE body = 2", "1 papers in the catalog lack their text"),
        ("UPDATE records SET record = '{}'", "cannot be imported"),
        (
            "UPDATE records SET record = json_set(record, '$.url', 'javascript:alert(1)')",
            "url is not a web address",
        ),
        (
            "UPDATE records SET record = json_set(record, '$.organization', 'A  B')",
            "is not a valid paper's",
        ),
        ("UPDATE stamp SET value = '9' WHERE key = 'schema'", "has schema 9"),
        ("DROP TABLE records", "its tables are not those"),
        (
            "CREATE TRIGGER t AFTER INSERT ON papers BEGIN DELETE FROM papers; END",
            "its tables are not those",
        ),
    ],
)
def test_a_file_that_is_not_what_was_exported_is_refused_and_leaves_nothing(
    tmp_path: Path, folder: Path, damage: str, complaint: str
) -> None:
    file = tmp_path / "file"
    export_index(folder, file)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(damage)
    with pytest.raises(IndexMismatch, match=f"(?s){file} cannot be imported.*") as error:
        import_index(file, tmp_path / "copy")
    assert complaint in str(error.value)
    assert not (tmp_path / "copy" / "catalog.sqlite3").exists()


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(IndexMismatch, match="cannot be imported"):
        import_index(tmp_path / "file", tmp_path / "copy")
    assert not (tmp_path / "copy" / "catalog.sqlite3").exists()


def test_a_sound_index_has_no_problem(folder: Path) -> None:
    assert check_index(folder) == []


def test_a_changed_record_is_found(folder: Path) -> None:
    change(folder, "UPDATE records SET record = replace(record, 'moon', 'sun')")
    assert check_index(folder)[0] == "the record of 1 in the catalog is not what was written"


def test_stores_that_hold_other_chunks_are_found_and_repaired(folder: Path) -> None:
    change(folder, "UPDATE papers SET id = '9' WHERE id = '2'")
    problems = check_index(folder)
    assert "lexical lacks 1 chunks of 3 and has 1 too many" in problems
    assert "vectors lacks 1 chunks of 3 and has 1 too many" in problems
    change(folder, "UPDATE papers SET id = '2' WHERE id = '9'")
    assert check_index(folder) == []


def test_vectors_that_are_not_the_catalogs_are_found_and_repaired(folder: Path) -> None:
    other = np.eye(1, 384, dtype=np.float32).tobytes().hex()
    change(folder, f"UPDATE chunks SET vector = x'{other}' WHERE body = 2")  # noqa: S608
    (problem,) = check_index(folder)
    assert problem == "1 of 6 searches miss what they look for: 2#0 (by its vector)"
    repair_index(folder)
    assert check_index(folder) == []


def test_facts_that_are_not_the_catalogs_are_found_and_repaired(folder: Path) -> None:
    change(folder, "UPDATE papers SET last_day = 5 WHERE body = 2")
    (problem,) = check_index(folder)
    assert problem == "the sketches have other facts of papers than the catalog"
    repair_index(folder)
    assert check_index(folder) == []
    change(folder, "UPDATE papers SET body = 30 WHERE body = 2")
    change(folder, "UPDATE chunks SET body = 30 WHERE body = 2")
    (problem,) = check_index(folder)
    assert problem == "the sketches are of 3 other chunks, not 3"


def test_damaged_stores_are_named(folder: Path) -> None:
    reader = IndexReader(folder)
    stores = folder / "stores" / reader.generation.stores
    shutil.rmtree(stores / "lexical")
    (problem,) = check_index(folder)
    assert problem.startswith("the derived stores are damaged: lexical/")
    with pytest.raises(IndexMismatch, match="repair --at"):
        open_derived(folder, reader.generation)
