"""What files held when they were finished, compared with what they hold."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.store.derived.checksums import copy_whole, find_damage, write_checksums
from tests.index.store.conftest import change

DATABASE = "vectors/chroma.sqlite3"


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A folder with a file, a database, and their checksums."""
    folder = tmp_path / "finished"
    (folder / "vectors").mkdir(parents=True)
    (folder / "terms").write_bytes(b"tides" * 100)
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("CREATE TABLE acquire_write (x)")
        database.execute("CREATE TABLE chunks AS SELECT 1 AS id, 'tides' AS text")
    write_checksums(folder)
    return folder


def test_what_is_as_it_was_is_sound(finished: Path) -> None:
    assert find_damage(finished) is None
    for name in ("writer.lock", "chroma.sqlite3-journal", "chroma.sqlite3-wal"):
        (finished / name).write_text("comes and goes")
    assert find_damage(finished) is None


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda folder: (folder / "terms").unlink(), "terms is missing"),
        (lambda folder: (folder / "terms").write_bytes(b"x"), "terms has 1 bytes, not 500"),
        (lambda folder: (folder / "terms").write_bytes(b"waves" * 100), "terms has changed"),
        (lambda folder: change(folder / DATABASE, "DELETE FROM chunks"), f"{DATABASE} has changed"),
        (lambda folder: (folder / "checksums.json").write_text("{"), "Expecting property name"),
        (lambda folder: shutil.rmtree(folder), "No such file"),
    ],
)
def test_what_is_not_is_named(
    finished: Path, damage: Callable[[Path], object], complaint: str
) -> None:
    damage(finished)
    assert complaint in str(find_damage(finished))


def test_the_row_that_each_opening_writes_is_no_damage(finished: Path) -> None:
    change(finished / DATABASE, "INSERT INTO acquire_write VALUES (7)")
    assert find_damage(finished) is None


def test_of_very_much_only_the_sizes_are_compared(finished: Path) -> None:
    (finished / "terms").write_bytes(b"waves" * 100)
    assert find_damage(finished, most=499) is None
    assert find_damage(finished, most=500) == "terms has changed"
    (finished / "terms").write_bytes(b"")
    assert find_damage(finished, most=499) == "terms has 0 bytes, not 500"


def test_a_copy_holds_the_same(finished: Path, tmp_path: Path) -> None:
    shutil.copytree(finished, tmp_path / "copy", copy_function=copy_whole)
    assert find_damage(tmp_path / "copy") is None
