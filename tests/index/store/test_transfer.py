"""An index as one file, and what becomes of a file that somebody has altered."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.embedding.loading import PACKAGED, Embedder
from index.errors import IndexFull, IndexMismatch
from index.store.catalog.stamp import FILE, UPGRADABLE, tell_full
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.transfer import export_index, import_index
from index.store.upkeep import repair_index
from rag.chatbot import Chatbot
from tests.conftest import ROOT, MakeIndex, make_paper
from tests.index.store.alterations import ROUNDS, alter
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


def unseal(file: Path) -> None:
    """Make it a file from before there was a checksum, as one who altered it would."""
    change(file, "PRAGMA user_version = 0")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE papers SET born = 'x'",
        "UPDATE papers SET born = 2",
        "UPDATE papers SET died = 5",
        "UPDATE papers SET position = 1.5",
        "UPDATE papers SET upvotes = 'many'",
        "UPDATE papers SET title_key = x'ff'",
        "UPDATE papers SET organization = 99",
        "UPDATE papers SET id = '2' WHERE id = '1'",
        "UPDATE tokens SET signs = x'00010203040506070809'",
        "UPDATE tokens SET signs = 'x'",
        "UPDATE tokens SET spans = x'00'",
        "UPDATE chunks SET number = 3 WHERE body = 2",
        "UPDATE chunks SET vector = zeroblob(1536)",
        "UPDATE chunks SET vector = x'0000c07f' || substr(vector, 5)",
        "UPDATE chunks SET start = 'x'",
        "DELETE FROM records WHERE entry = 2",
        "INSERT INTO records VALUES (99, '{}')",
        "INSERT INTO keys VALUES ('10.1234/other', '99')",
        "INSERT INTO generations VALUES (9223372036854775807, '000001', 3, 3, 0)",
        "INSERT INTO stamp VALUES ('gate', 'nan')",
        "INSERT INTO stamp VALUES ('gate', '-5')",
        "UPDATE stamp SET value = '385' WHERE key = 'dimensions'",
        "UPDATE stamp SET value = '' WHERE key = 'name'",
        "DELETE FROM stamp WHERE key = 'digest'",
        "UPDATE stamp SET value = 'evil/model' WHERE key = 'name'",
        "UPDATE stamp SET value = '/home/mallory/model' WHERE key = 'name'",
        "UPDATE records SET record = json_set(record, '$.title', 'red' || char(27) || '[31m')",
        "UPDATE records SET record = json_set(record, '$.upvotes', 'many')",
        "UPDATE records SET record = json_set(record, '$.more', 1)",
    ],
)
def test_each_kind_of_a_wrong_value_is_refused_in_one_line(
    tmp_path: Path, with_past: Path, damage: str
) -> None:
    file = tmp_path / "file"
    export_index(with_past, file)
    change(file, damage)
    unseal(file)
    with pytest.raises(IndexMismatch, match=rf"^{file} cannot be imported: [^\n\x1b]*$"):
        import_index(file, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "index"]


def test_what_is_derived_from_records_is_made_anew_and_not_taken_over(
    tmp_path: Path, with_past: Path
) -> None:
    file, copy = tmp_path / "file", tmp_path / "copy"
    export_index(with_past, file)
    change(file, "UPDATE papers SET upvotes = 999, first_day = 5, published = '9999'")
    change(file, "UPDATE sqlite_sequence SET seq = 9223372036854775807")
    unseal(file)
    assert import_index(file, copy) == 3
    assert IndexReader(copy).overview().date_span() is None
    assert repair_index(copy) == 3
    assert check_index(copy) == []


def test_an_export_that_was_damaged_on_its_way_is_told_by_its_checksum(
    tmp_path: Path, with_past: Path
) -> None:
    file = tmp_path / "file"
    export_index(with_past, file)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1  # of the last page nothing may be in use
    file.write_bytes(content)
    with pytest.raises(IndexMismatch, match="cannot be imported: "):
        import_index(file, tmp_path / "copy")
    change(file, "INSERT INTO stamp VALUES ('gate', '0.7')")
    with pytest.raises(IndexMismatch, match=r"its checksum is [0-9a-f]{8}, not [0-9a-f]{8}"):
        import_index(file, tmp_path / "copy")
    unseal(file)
    import_index(file, tmp_path / "copy")
    assert IndexReader(tmp_path / "copy").gate == 0.7


@pytest.mark.parametrize("schema", UPGRADABLE)
def test_an_export_of_an_older_schema_is_imported(tmp_path: Path, schema: str) -> None:
    script = (ROOT / "tests" / "catalogs" / f"schema_{schema}.sql").read_text()
    with closing(sqlite3.connect(tmp_path / "file")) as older:
        older.executescript(script)
    assert import_index(tmp_path / "file", tmp_path / "copy") == 3
    assert check_index(tmp_path / "copy") == []


@pytest.mark.parametrize("damage", ["UPDATE records SET record = '[]'", "DELETE FROM chunks"])
def test_an_altered_export_of_an_older_schema_is_refused(tmp_path: Path, damage: str) -> None:
    script = (ROOT / "tests" / "catalogs" / "schema_4.sql").read_text()
    with closing(sqlite3.connect(tmp_path / "file")) as older:
        older.executescript(script)
    change(tmp_path / "file", damage)
    with pytest.raises(IndexMismatch, match=f"^{tmp_path / 'file'} cannot be imported: "):
        import_index(tmp_path / "file", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_papers_that_were_withdrawn_go_along(
    tmp_path: Path, with_past: Path, make_index: MakeIndex
) -> None:
    gone = make_paper("Withdrawn: Rain", "This paper has been withdrawn.", id="3")
    make_index(with_past, [*WITH_PAST[:2], gone])
    export_index(with_past, tmp_path / "file")
    assert import_index(tmp_path / "file", tmp_path / "copy") == 2
    tally = make_index(tmp_path / "copy", [*WITH_PAST[:2], gone])
    assert (tally.unchanged, tally.withdrawn) == (2, 1)


def test_a_model_that_only_the_file_names_is_named_and_another_is_compared(
    tmp_path: Path, with_past: Path
) -> None:
    change(with_past, "UPDATE stamp SET value = 'my-model' WHERE key = 'name'")
    export_index(with_past, tmp_path / "file")
    with pytest.raises(IndexMismatch, match=r"'my-model'.*add --embedder my-model"):
        import_index(tmp_path / "file", tmp_path / "copy")
    assert import_index(tmp_path / "file", tmp_path / "copy", PACKAGED) == 3
    change(with_past, "UPDATE stamp SET value = 'ff' WHERE key = 'digest'")
    export_index(with_past, tmp_path / "other")
    with pytest.raises(IndexMismatch, match=r"made with my-model .*asked to use it with all-Min"):
        import_index(tmp_path / "other", tmp_path / "more", PACKAGED)
    assert not (tmp_path / "more").exists()


def test_a_disk_that_is_full_leaves_no_half_an_index(
    tmp_path: Path, with_past: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object, **__: object) -> None:
        raise tell_full(tmp_path)

    export_index(with_past, tmp_path / "file")
    monkeypatch.setattr("index.store.transfer.publish_changes", fill)
    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "new", tmp_path / "there"):
        with pytest.raises(IndexFull):
            import_index(tmp_path / "file", folder)
    assert not (tmp_path / "new").exists()
    assert {path.name for path in (tmp_path / "there").iterdir()} <= {"writer.lock"}


def test_an_altered_export_is_refused_or_makes_a_sound_index(
    tmp_path: Path, with_past: Path, embedder: Embedder
) -> None:
    export_index(with_past, tmp_path / "file")
    for n, file in enumerate(alter(tmp_path / "file", tmp_path / "altered", ROUNDS)):
        copy = tmp_path / str(n)
        try:
            import_index(file, copy)
        except IndexMismatch as error:
            refused = str(error)
            assert not copy.exists()
            assert not {"\n", "\x1b"}.intersection(refused)
            continue
        assert check_index(copy) == []
        Chatbot(IndexReader(copy), embedder).ask("What pulls the sea?")
        shutil.rmtree(copy)


def test_an_altered_index_answers_or_says_in_one_line_why_not(
    tmp_path: Path, with_past: Path, embedder: Embedder
) -> None:
    for n, file in enumerate(alter(with_past / FILE, tmp_path / "altered", ROUNDS)):
        copy = tmp_path / str(n)
        shutil.copytree(with_past, copy)
        file.replace(copy / FILE)
        try:
            chatbot = Chatbot(IndexReader(copy), embedder)
            for question in ("What pulls the sea?", "papers by Google", "what is new since 2020?"):
                assert "\x1b" not in json.dumps(chatbot.ask(question).to_dict(), ensure_ascii=False)
            check_index(copy)
        except IndexMismatch as error:
            refused = str(error)
            assert not {"\n", "\x1b"}.intersection(refused)
        shutil.rmtree(copy)
