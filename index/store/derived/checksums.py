"""What the files of a folder of derived stores held when they were finished."""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.store.catalog.file import is_writable

_FILE = "checksums.json"
_BLOCK = 1 << 20
_PATIENCE = 30  # seconds that another process may hold Chroma's database
# Chroma writes a row into this table of its database whenever it opens it.
_OPENINGS = "acquire_write"


def write_checksums(folder: Path) -> None:
    """Note the size and the CRC-32 of every file in a folder."""
    sums = {name: [_size(path), _sum(path)] for name, path in _files(folder)}
    (folder / _FILE).write_text(json.dumps(sums, indent=0))


def find_damage(folder: Path, most: int | None = None) -> str | None:
    """The first file that is not what it was, in words; None where all are.

    Of more than `most` bytes in all only the sizes are compared.
    """
    try:
        noted = json.loads((folder / _FILE).read_text())
        there = dict(_files(folder))
        deep = most is None or sum(size or 0 for size, _ in noted.values()) <= most
        for name, (size, checksum) in noted.items():
            if name not in there:
                return f"{name} is missing"
            if _size(there[name]) != size:
                return f"{name} has {_size(there[name])} bytes, not {size}"
            if deep and _sum(there[name]) != checksum:
                return f"{name} has changed"
    except (OSError, ValueError, TypeError, sqlite3.Error) as error:
        return str(error)
    return None


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        # Locks and journals come and go with every opening.
        if path.is_file() and name != _FILE and not name.endswith((".lock", "-journal", "-wal")):
            yield name, path


def _size(path: Path) -> int | None:
    return None if path.suffix == ".sqlite3" else path.stat().st_size


def _sum(path: Path) -> int:
    total = 0
    for block in _tables(path) if path.suffix == ".sqlite3" else read_blocks(path):
        total = zlib.crc32(block, total)
    return total


def read_blocks(path: Path) -> Iterator[bytes]:
    """Yield a file's bytes, of which the first block has at least 64 where the file has."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _tables(path: Path) -> Iterator[bytes]:
    """Every row of every table of Chroma's database, but those that each opening adds."""
    with closing(_open(path)) as database:
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name != ? ORDER BY name",
            [_OPENINGS],
        )
        for (name,) in tables.fetchall():
            yield name.encode()
            for row in database.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - Chroma's names
                yield repr(row).encode()


def copy_whole(source: str, target: str) -> str:
    """Copy a file; a database by SQLite itself, since a reader may be writing its row just now."""
    if not source.endswith(".sqlite3"):
        return str(shutil.copy2(source, target))
    with closing(_open(Path(source))) as database, closing(sqlite3.connect(target)) as copy:
        database.backup(copy)
    return target


def _open(path: Path) -> sqlite3.Connection:
    # To write too: what a process that was killed left half written is taken back at opening.
    mode = "rw" if is_writable(path) else "ro&immutable=1"
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, timeout=_PATIENCE)
