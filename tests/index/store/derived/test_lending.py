"""Stores that are lent under a temporary folder, where their own cannot be written."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index.store.derived.derived import open_derived
from index.store.derived.lending import lend_stores
from index.store.reader import IndexReader
from tests.index.store.conftest import find_stores


def test_lent_stores_are_links_but_for_what_is_written(folder: Path) -> None:
    stores = find_stores(folder)
    with lend_stores(stores, ("lexical", "vectors")) as lent:
        files = [path for path in Path(lent).rglob("*") if path.is_file()]
        assert {path.name for path in files if not path.is_symlink()} == {"chroma.sqlite3"}
        assert not list(Path(lent).rglob("*.lock"))
        assert all(path.read_bytes() for path in files)
    assert not Path(lent).exists()


def test_lent_stores_are_searched_and_given_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation, lent = IndexReader(folder).generation, list[Path]()

    def lend(stores: Path, names: tuple[str, ...]) -> "TemporaryDirectory[str]":
        made = lend_stores(stores, names)
        lent.append(Path(made.name))
        return made

    monkeypatch.setattr("index.store.derived.derived.lend_stores", lend)
    monkeypatch.setattr("index.store.derived.derived.is_writable", lambda _: False)
    stores = open_derived(folder, generation)
    assert stores.lexical.search(["tide"], 3)
    assert sorted(stores.vectors.ids()) == ["1#0", "2#0", "3#0"]
    assert all(folder.is_dir() for folder in lent)
    del stores
    assert not any(folder.exists() for folder in lent)
