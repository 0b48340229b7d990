"""What a catalog says of its own making, and the errors where it is not what is wanted."""

from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import IndexFull, IndexMismatch, IndexNotFound
from index.store.catalog.stamp import check_same, find_catalog, read_stamp, tell_full, write_stamp
from tests.index.store.conftest import STAMP

PLACE = Path("there")
WRITTEN = {key: str(value) for key, value in write_stamp(STAMP).items()}


def test_a_stamp_is_read_as_it_was_written() -> None:
    assert read_stamp(WRITTEN, PLACE) == STAMP


@pytest.mark.parametrize(
    ("stamp", "complaint"),
    [
        ({}, "is empty: its making was cut off; run again: python -m index SOURCE --to there"),
        (WRITTEN | {"schema": "3"}, "this version reads 5; upgrade it, without embedding, with: "
                                    "python -m index repair --at there"),
        (WRITTEN | {"schema": "99"}, "has schema 99 and chunking .* index again to another folder"),
        (WRITTEN | {"chunking": "by line"}, "chunking 'by line', this version reads 5 and"),
        (WRITTEN | {"schema": "3", "chunking": "by line"}, "index again to another folder"),
    ],
)  # fmt: skip
def test_another_stamp_is_refused_with_what_would_do(stamp: dict[str, str], complaint: str) -> None:
    with pytest.raises(IndexMismatch, match=complaint):
        read_stamp(stamp, PLACE)


def test_embedders_are_told_apart_by_their_numbers() -> None:
    check_same(replace(STAMP, name="/elsewhere"), STAMP, PLACE)
    for other in (replace(STAMP, dimensions=8), replace(STAMP, digest="1" * 64)):
        with pytest.raises(IndexMismatch, match=r"was made with small \(4 dimensions, 0{12}\)"):
            check_same(other, STAMP, PLACE)


def test_a_place_without_an_index_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match=r"it has no catalog\.sqlite3; make one with: python"):
        find_catalog(tmp_path)
    with pytest.raises(IndexNotFound, match="there is no such folder"):
        find_catalog(tmp_path / "none")


def test_a_full_disk_says_what_is_free(tmp_path: Path) -> None:
    assert isinstance(tell_full(tmp_path), IndexFull)
    assert "the disk is full: " in str(tell_full(tmp_path))
    assert "about 5 MB are needed and " in str(tell_full(tmp_path, 5_000_000))
