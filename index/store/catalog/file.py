"""The file of a catalog: how it is opened, and what SQLite raises of it, in words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from index.errors import IndexMismatch, first_line
from index.papers.cleaning import blank_hidden
from index.papers.paper import BadPaper
from index.store.catalog.stamp import FILE, tell_full

State = tuple[int, int, int, bool]  # number, size in bytes, time in ns, whether there is a log


def is_writable(file: Path) -> bool:
    """Whether a database can be written, and files be made beside it, as SQLite does."""
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def has_log(file: Path) -> bool:
    """Whether a catalog is being written, or was not closed by its last writer."""
    log = Path(f"{file}-wal")
    return log.is_file() and log.stat().st_size > 0


def read_state(file: Path) -> State | None:
    """What changes when somebody writes a file that we cannot write; None where we can."""
    if is_writable(file):
        return None
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, has_log(file)


def connect_to_read(file: Path) -> sqlite3.Connection:
    """A connection for a reader's threads, which SQLite itself serialises. Raises sqlite3.Error.

    Where nothing can be written it takes the file for one that nobody writes, unless somebody does.
    """
    # Read and write, since SQLite's log has a shared index.
    mode = "rw" if is_writable(file) else "ro" if has_log(file) else "ro&immutable=1"
    uri = f"{file.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def distrust(connection: sqlite3.Connection) -> None:
    """Take a file for one that anybody may have written. Raises sqlite3.Error.

    No text that is read can give a terminal orders, no table calls a function, and no cell is taken
    for larger than it is.
    """
    connection.text_factory = _read_text
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")


def _read_text(raw: bytes) -> str:
    return blank_hidden(raw.decode(errors="replace"))


@contextmanager
def catalog_errors(folder: Path) -> Iterator[None]:
    """What SQLite raises, and what is raised of a row that is none of ours, in words.

    As an IndexMismatch or IndexFull.
    """
    try:
        yield
    except sqlite3.Error as error:
        _raise(error, folder)
    except (BadPaper, TypeError, ValueError, OverflowError, AttributeError) as error:
        raise _tell_damage(folder, error) from error


def _raise(error: sqlite3.Error, folder: Path) -> NoReturn:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
        raise tell_full(folder) from error
    if isinstance(error, sqlite3.OperationalError):  # the permissions, the disk, another writer
        raise IndexMismatch(
            f"{name_file(folder)}: {_quote(error)}; mend that, then try again"
        ) from error
    raise _tell_damage(folder, error) from error


def name_file(place: Path) -> Path:
    """The catalog of an index in a folder, or an exported one."""
    return place / FILE if place.is_dir() else place


def _quote(error: Exception) -> str:
    """What an error says, in which a file's own words may stand."""
    return blank_hidden(first_line(error))


def _tell_damage(folder: Path, error: Exception) -> IndexMismatch:
    again = "index again to another folder: python -m index SOURCE --to NEWDIR"
    return IndexMismatch(
        f"{name_file(folder)} is damaged ({_quote(error)}); "
        + (again if folder.is_dir() else "copy it, or export it, again")
    )
