"""What the health check of an index finds."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexMismatch
from index.store.derived.derived import open_derived
from index.store.health import check_index
from index.store.reader import IndexReader
from index.store.upkeep import repair_index
from tests.index.store.conftest import change


def test_a_sound_index_has_no_problem(with_past: Path) -> None:
    assert check_index(with_past) == []


def test_a_changed_record_is_found(with_past: Path) -> None:
    change(with_past, "UPDATE records SET record = replace(record, 'moon', 'sun')")
    assert check_index(with_past)[0] == "the record of 1 in the catalog is not what was written"


def test_stores_that_hold_other_chunks_are_found_and_repaired(with_past: Path) -> None:
    change(with_past, "UPDATE papers SET id = '9' WHERE id = '2'")
    problems = check_index(with_past)
    assert "lexical lacks 1 chunks of 3 and has 1 too many" in problems
    assert "vectors lacks 1 chunks of 3 and has 1 too many" in problems
    change(with_past, "UPDATE papers SET id = '2' WHERE id = '9'")
    assert check_index(with_past) == []


def test_vectors_that_are_not_the_catalogs_are_found_and_repaired(with_past: Path) -> None:
    other = np.eye(1, 384, dtype=np.float32).tobytes().hex()
    change(with_past, f"UPDATE chunks SET vector = x'{other}' WHERE body = 2")  # noqa: S608
    (problem,) = check_index(with_past)
    assert problem == "1 of 6 searches miss what they look for: 2#0 (by its vector)"
    repair_index(with_past)
    assert check_index(with_past) == []


def test_facts_that_are_not_the_catalogs_are_found_and_repaired(with_past: Path) -> None:
    change(with_past, "UPDATE papers SET last_day = 5 WHERE body = 2")
    (problem,) = check_index(with_past)
    assert problem == "the sketches have other facts of papers than the catalog"
    repair_index(with_past)
    assert check_index(with_past) == []
    change(with_past, "UPDATE papers SET body = 30 WHERE body = 2")
    change(with_past, "UPDATE chunks SET body = 30 WHERE body = 2")
    (problem,) = check_index(with_past)
    assert problem == "the sketches are of 3 other chunks, not 3"


def test_damaged_stores_are_named(with_past: Path) -> None:
    reader = IndexReader(with_past)
    stores = with_past / "stores" / reader.generation.stores
    shutil.rmtree(stores / "lexical")
    (problem,) = check_index(with_past)
    assert problem.startswith("the derived stores are damaged: lexical/")
    with pytest.raises(IndexMismatch, match="repair --at"):
        open_derived(with_past, reader.generation)
