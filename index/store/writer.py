"""An index while it is written: its lock is held, and in the end there is a new generation."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from index.embedding.embedder import EmbedderStamp
from index.store.catalog.overview import Census, take_census
from index.store.catalog.stamp import find_catalog, tell_full
from index.store.derived.derived import Report, publish_changes
from index.store.ledger.changes import Changes
from index.store.ledger.ledger import Ledger
from index.store.ledger.migration import upgrade_catalog
from index.store.lock import lock_index

__all__ = [
    "Census", "Changes", "Ledger", "check_space", "open_ledger", "take_census", "write_index",
]  # fmt: skip

# Measured: 22 to 26 KB a paper in catalog and derived stores; the rest is for SQLite's log.
_BYTES_PER_PAPER = 32_000


@contextmanager
def write_index(
    folder: Path, embedder: EmbedderStamp, report: Report = lambda _: None
) -> Iterator[Ledger]:
    """The ledger of an index, for its one writer; folder and catalog are made where missing.

    What is put into it is in the catalog at once, and a kill loses none of it; readers see it when
    the block ends without an error, which makes the next generation, or when a later run's does.
    `report` gets how many chunks the end has stored since it was last called.
    Raises IndexBusy, IndexFull, IndexMismatch (another embedder) and OSError (a folder that
    refuses).
    """
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(20, "is a file, not a folder for an index", str(folder))
    folder.mkdir(parents=True, exist_ok=True)
    with open_ledger(folder, embedder) as ledger:
        yield ledger
        publish_changes(folder, ledger, report=report)


@contextmanager
def open_ledger(folder: Path, embedder: EmbedderStamp | None = None) -> Iterator[Ledger]:
    """The ledger with the lock held; of an older schema it is upgraded first.

    Without an embedder the index must be there.
    Raises IndexNotFound, IndexBusy, IndexFull, IndexMismatch.
    """
    if embedder is None:
        find_catalog(folder)
    with lock_index(folder):
        upgrade_catalog(folder)
        with closing(Ledger(folder, embedder)) as ledger:
            yield ledger


def check_space(folder: Path, ledger: Ledger, papers: int) -> None:
    """Raises IndexFull where the disk has no room for an index to hold so many papers in all."""
    known = ledger.published.papers if ledger.published else 0
    needed = max(0, papers - known) * _BYTES_PER_PAPER
    if needed > shutil.disk_usage(folder).free:
        raise tell_full(folder, needed)
