"""The catalog: what is read back, and what is refused in words."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.embedding.loading import Embedder
from index.embedding.tokens import TokenSigns
from index.errors import IndexMismatch
from index.store.catalog.catalog import Catalog
from index.store.catalog.stamp import GATE
from index.store.health import check_index
from index.store.ledger.ledger import Ledger
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, embed, make_paper
from tests.index.store.conftest import PAPERS, STAMP, change, embed_anyhow


def test_a_catalog_cut_off_while_it_was_made_is_made_again(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"")
    with pytest.raises(IndexMismatch, match="its making was cut off"):
        IndexReader(tmp_path)
    assert make_index(tmp_path, list(PAPERS)).new == 3


def test_a_catalog_of_garbage_is_an_error_in_words(folder: Path) -> None:
    file = folder / "catalog.sqlite3"
    file.write_bytes(b"\x00garbage" * 512 + file.read_bytes()[4096:])
    with pytest.raises(IndexMismatch, match=f"{folder}.*is damaged"):
        IndexReader(folder)


def test_another_schema_is_refused(folder: Path) -> None:
    change(folder, "UPDATE stamp SET value = '99' WHERE key = 'schema'")
    with pytest.raises(IndexMismatch, match="has schema 99"):
        Catalog.open(folder)


def test_the_catalog_keeps_the_vectors_to_the_bit(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    from index.store.catalog.catalog import Catalog

    make_index(tmp_path, [make_paper()])
    ((chunks, rows, _),) = Catalog.open(tmp_path).embedded_chunks(10)
    assert np.array_equal(rows, embed(embedder, [chunks[0].text]))


def test_what_was_put_in_is_handed_out_by_id(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path, STAMP)) as ledger:
        changes = embed_anyhow(*PAPERS)
        signs = TokenSigns(np.ones((2, 1), np.uint8), np.zeros((2, 2), np.uint16))
        ledger.put(replace(changes, tokens=[signs, None, None]))
        ledger.publish("000001", 0)
    with closing(Catalog.open(tmp_path)) as catalog:
        assert catalog.chunks(["1#0", "9#0", "1#7"]) == {"1#0": changes.chunks[0]}
        assert list(catalog.tokens(["1#0", "2#0"])) == ["1#0"]
        assert catalog.chunk_ids() == {"1#0", "2#0", "3#0"}
        assert np.array_equal(catalog.vectors(["3#0"])["3#0"], changes.vectors[2])
        (body,) = catalog.keys()[1:2, 0]
        places, rows = catalog.body_vectors([int(body)])
        assert places == [(int(body), 0)]
        assert np.array_equal(rows, changes.vectors[1:2])
        assert catalog.some_vectors(1).shape == (3, 4)
        batches = list(catalog.embedded_chunks(2))
        assert [len(chunks) for chunks, _, _ in batches] == [2, 1]
        assert list(catalog.embedded_chunks(2, since=2)) == []
        with pytest.raises(IndexMismatch, match="attempt to write a readonly database"):
            catalog.query("DELETE FROM main.papers")


ENDLESS = (
    "CREATE VIEW papers AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
    "SELECT id FROM n"
)


@pytest.mark.parametrize("table", ["papers", "stamp", "generations"])
def test_a_view_in_a_tables_place_is_not_asked(folder: Path, table: str) -> None:
    change(folder, f"ALTER TABLE {table} RENAME TO other")
    change(folder, ENDLESS.replace("papers", table))
    with pytest.raises(IndexMismatch, match=r"its tables are not those|was cut off"):
        IndexReader(folder)


def open_and_check(folder: Path) -> None:
    IndexReader(folder)
    raise IndexMismatch(" ".join(check_index(folder)))


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("INSERT INTO stamp VALUES ('gate', 'nan')", "a gate of 'nan', which is no"),
        ("INSERT INTO stamp VALUES ('gate', '-5')", "python -m index gate 0.5 --at"),
        ("INSERT INTO stamp VALUES ('gate', x'ff')", "a gate of"),
        ("UPDATE stamp SET value = '0' WHERE key = 'dimensions'", "of '0' dimensions"),
        ("DELETE FROM stamp WHERE key = 'name'", "names as its embedder ''"),
        ("UPDATE generations SET number = 9223372036854775807", "its generation is 92233720"),
        ("UPDATE generations SET number = -1", "its generation is -1"),
        ("UPDATE generations SET chunks = 'x'", "is damaged"),
        ("UPDATE generations SET stores = '../../other'", "stores are in '../../other'"),
        ("UPDATE records SET record = '{}' WHERE entry = 1", "is no paper's record"),
        ("UPDATE records SET record = '[' WHERE entry = 1", "is no JSON"),
        ("UPDATE papers SET id = '9' WHERE entry = 1", "the record of '9' is of '1'"),
        ("UPDATE papers SET born = 'x'", "the generation has"),
    ],
)
def test_what_cannot_be_is_refused_where_an_index_is_opened_or_checked(
    folder: Path, damage: str, complaint: str
) -> None:
    change(folder, damage)
    with pytest.raises(IndexMismatch, match=r"^[^\n]*$") as error:
        open_and_check(folder)
    assert complaint in str(error.value)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE tokens SET signs = x'00010203040506070809'",
        "UPDATE tokens SET spans = x'00'",
        "UPDATE chunks SET vector = x'00'",
        "UPDATE chunks SET vector = 'x'",
        "UPDATE chunks SET start = 'x'",
        "UPDATE chunks SET end = 99999",
        "UPDATE chunks SET start = -5",
    ],
)
def test_a_row_that_is_none_of_ours_is_an_error_in_words(folder: Path, damage: str) -> None:
    change(folder, damage)
    reader = IndexReader(folder)
    with pytest.raises(IndexMismatch, match="is damaged"):
        reader.tokens(["1#0"]), reader.vectors(["1#0"]), reader.chunks(["1#0"])


def test_hidden_characters_of_any_column_are_not_read(folder: Path) -> None:
    change(folder, "UPDATE stamp SET value = 'red' || char(27) || '[31m' WHERE key = 'name'")
    change(folder, "UPDATE papers SET published = '2020' || char(27)")
    reader = IndexReader(folder)
    assert reader.embedder.name == "red [31m"
    assert reader.overview().date_span() == ("2020 ", "2020 ")


def test_a_gate_that_every_index_held_before_is_none_of_its_own(folder: Path) -> None:
    change(folder, "INSERT INTO stamp VALUES ('gate', '0.64')")
    assert IndexReader(folder).gate == GATE
    change(folder, "UPDATE stamp SET value = '0.7' WHERE key = 'gate'")
    assert IndexReader(folder).gate == 0.7
