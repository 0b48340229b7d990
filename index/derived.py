"""The two derived stores as a pair: opened, made, rebuilt from the catalog, errors in words."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from index.catalog import Catalog
from index.lexical import LexicalIndex
from index.stamp import IndexMismatch, mend
from index.vectors import VectorIndex, forget_client

_REBUILD_BATCH = 1_000  # chunks held in memory at once


def create_derived(folder: Path, catalog: Catalog) -> tuple[LexicalIndex, VectorIndex]:
    """For the writer: as they are where they agree with the catalog, else rebuilt from it."""
    try:
        lexical, vectors = open_derived(folder)
    except IndexMismatch:
        return rebuild(folder, catalog)
    whole = lexical.count() == vectors.count() == catalog.count_chunks()
    if whole and not catalog.was_cut_off():
        return lexical, vectors
    return rebuild(folder, catalog)


def open_derived(folder: Path) -> tuple[LexicalIndex, VectorIndex]:
    """For a reader. Raises IndexMismatch where one is lost."""
    with translated(folder):
        return LexicalIndex.open(folder / "lexical"), VectorIndex.open(folder / "vectors")


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """What Tantivy and Chroma raise, a Rust panic included, as an IndexMismatch that says so."""
    try:
        yield
    except (IndexMismatch, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        if not (isinstance(error, Exception) or type(error).__name__ == "PanicException"):
            raise
        if not os.access(folder, os.W_OK):
            raise IndexMismatch(
                f"the index at {folder} is in a folder that cannot be written, which Chroma and "
                f"Tantivy need even for reading; copy it to one that can"
            ) from error
        raise IndexMismatch(
            f"the index at {folder} has lost a store or part of one ({_first_line(error)}); "
            f"mend it with: {mend(folder)}"
        ) from error


def _first_line(error: BaseException) -> str:
    return str(error).strip().split("\n")[0][:200] or type(error).__name__


def rebuild(folder: Path, catalog: Catalog) -> tuple[LexicalIndex, VectorIndex]:
    """Both anew from the catalog, embedding nothing."""
    forget_client()
    for name in ("lexical", "vectors"):
        shutil.rmtree(folder / name, ignore_errors=True)
    lexical = LexicalIndex.create(folder / "lexical")
    vectors = VectorIndex.create(folder / "vectors")
    for chunks, rows in catalog.embedded_chunks(_REBUILD_BATCH):
        lexical.replace(chunks)
        vectors.replace(chunks, rows)
    catalog.put([], [], np.empty((0, 0), np.float32), [])  # takes back the note of a run cut off
    return lexical, vectors
