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
from index.store.catalog.ledger import Ledger
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
