"""An index as one file, and what becomes of a file that somebody has altered."""

from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.errors import IndexMismatch
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.transfer import export_index, import_index
from rag.chatbot import Chatbot
from tests.conftest import MakeIndex, make_paper
from tests.index.store.conftest import WITH_PAST, change


def test_an_index_goes_through_one_file_and_comes_back_the_same(
    tmp_path: Path, with_past: Path, embedder: Embedder
) -> None:
    file, copy = tmp_path / "papers.askpapers", tmp_path / "copy"
    assert export_index(with_past, file) == 3
    assert import_index(file, copy) == 3
    one, two = IndexReader(with_past), IndexReader(copy)
    assert list(one.papers()) == list(two.papers()) == WITH_PAST
    assert check_index(copy) == []
    question = "What pulls the sea?"
    answers = [Chatbot(reader, embedder).ask(question) for reader in (one, two)]
    assert answers[0].text == answers[1].text != ""
    assert two.has_author("lovelace")
    assert b"Old words" not in file.read_bytes()


def test_a_run_goes_on_with_an_imported_index(
    tmp_path: Path, with_past: Path, make_index: MakeIndex
) -> None:
    export_index(with_past, tmp_path / "file")
    import_index(tmp_path / "file", tmp_path / "copy")
    tally = make_index(tmp_path / "copy", [*WITH_PAST, make_paper("Snow", "It melts.", id="4")])
    assert (tally.unchanged, tally.new) == (3, 1)
    assert check_index(tmp_path / "copy") == []


def test_nothing_is_written_over(tmp_path: Path, with_past: Path) -> None:
    export_index(with_past, tmp_path / "file")
    with pytest.raises(FileExistsError, match="is there already"):
        export_index(with_past, tmp_path / "file")
    with pytest.raises(FileExistsError, match="has an index already"):
        import_index(tmp_path / "file", with_past)
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
    tmp_path: Path, with_past: Path, damage: str, complaint: str
) -> None:
    file = tmp_path / "file"
    export_index(with_past, file)
    change(file, damage)
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
