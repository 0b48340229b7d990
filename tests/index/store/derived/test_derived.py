"""Derived stores that are lost, damaged or of another version: noticed, and made anew."""

import shutil
from pathlib import Path

import pytest

from index.errors import IndexMismatch
from index.store.derived.checksums import find_damage, write_checksums
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.upkeep import repair_index
from tests.conftest import MakeIndex
from tests.index.store.conftest import PAPERS, find_stores


@pytest.mark.parametrize(
    "lost", ["lexical", "vectors", "vectors/chroma.sqlite3", "sketches", "checksums.json"]
)
def test_a_lost_store_is_noticed_and_repaired(folder: Path, lost: str) -> None:
    victim = find_stores(folder) / lost
    shutil.rmtree(victim) if victim.is_dir() else victim.unlink()
    with pytest.raises(IndexMismatch, match=f"repair --at {folder}"):
        IndexReader(folder)
    assert repair_index(folder) == 3
    assert check_index(folder) == []
    reader = IndexReader(folder)
    assert list(reader.search_terms(["tide"], 10)) == ["1#0"]


def test_stores_of_before_there_were_sketches_are_made_anew_by_the_next_run(
    folder: Path, make_index: MakeIndex
) -> None:
    old = find_stores(folder)
    shutil.rmtree(old / "sketches")
    write_checksums(old)
    with pytest.raises(IndexMismatch, match=f"sketches.*repair --at {folder}"):
        IndexReader(folder)
    assert make_index(folder, list(PAPERS)).unchanged == 3
    assert find_stores(folder) != old
    assert check_index(folder) == []


def test_a_flipped_byte_in_any_derived_file_is_noticed_and_mended_by_the_next_run(
    folder: Path, make_index: MakeIndex
) -> None:
    made = find_stores(folder)
    files = [path for path in made.rglob("*") if path.is_file() and path.stat().st_size]
    assert len(files) > 8
    for name in [path.relative_to(made) for path in files if "lock" not in path.name]:
        if len(name.parts) > 2 or name.suffix in (".pos", ".term"):
            # Chroma's and Tantivy's files have new names in each generation.
            kind = f"*/{name.name}" if len(name.parts) > 2 else f"*{name.suffix}"
            (victim,) = (find_stores(folder) / name.parts[0]).glob(kind)
        else:
            victim = find_stores(folder) / name
        if not victim.is_file():
            continue
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 0xFF
        victim.write_bytes(content)
        if victim.suffix == ".sqlite3" and not find_damage(find_stores(folder)):
            continue  # it hit a page that holds nothing
        with pytest.raises(IndexMismatch, match=f"repair --at {folder}"):
            IndexReader(folder)
        assert make_index(folder, list(PAPERS)).unchanged == 3
        assert check_index(folder) == []


@pytest.mark.parametrize("kind", ["pos", "idx", "term", "store", "fieldnorm"])
def test_a_lost_part_of_the_lexical_index_is_noticed(folder: Path, kind: str) -> None:
    parts = list((find_stores(folder) / "lexical").glob(f"*.{kind}"))
    assert parts
    for part in parts:
        part.unlink()
    with pytest.raises(IndexMismatch, match=f"repair --at {folder}"):
        IndexReader(folder)
