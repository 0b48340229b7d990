"""Stores in a folder that cannot be written, under one that can: Tantivy and Chroma need it.

Tantivy wants to make locks to read, and Chroma to write a row into its database. The large files
are links to where they lie.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory


def lend_stores(stores: Path, names: tuple[str, ...]) -> "TemporaryDirectory[str]":
    """A temporary folder with these stores, to be cleaned up by its taker. Raises OSError."""
    folder = TemporaryDirectory(prefix="askpapers-")
    try:
        for name in names:
            _lend(stores / name, Path(folder.name) / name)
    except BaseException:
        folder.cleanup()
        raise
    return folder


def _lend(source: Path, target: Path) -> None:
    target.mkdir()
    for path in source.iterdir():
        if path.is_dir():
            _lend(path, target / path.name)
        elif path.suffix == ".sqlite3":
            shutil.copyfile(path, target / path.name)
        elif path.suffix != ".lock":
            (target / path.name).symlink_to(path.resolve())
