"""What is done to a whole index between runs: rebuilt from its catalog, its gate set."""

from pathlib import Path

from index.catalog import Catalog
from index.derived import rebuild
from index.lock import WriterLock
from index.stamp import find_catalog


def set_gate(folder: Path, gate: float) -> None:
    """Write into the index's stamp from which confidence on a question counts as answered.

    Raises IndexNotFound, IndexBusy, IndexMismatch, and ValueError for a gate outside 0 to 1.
    """
    if not 0 <= gate <= 1:
        raise ValueError(f"a gate is a number from 0 to 1, not {gate}")
    lock = WriterLock(folder)
    catalog = Catalog.mend(folder)
    lock.acquire()
    try:
        catalog.set_gate(gate)
    finally:
        lock.release()
        catalog.close()


def repair_index(folder: Path) -> int:
    """Rebuild the derived stores from the catalog, embedding nothing. Returns chunks written.

    A catalog of an older schema is upgraded first.

    Raises IndexNotFound, IndexBusy, IndexMismatch (the catalog itself is damaged).
    """
    find_catalog(folder)
    lock = WriterLock(folder)
    lock.acquire()
    try:
        catalog = Catalog.mend(folder)
        try:
            rebuild(folder, catalog)
            return catalog.count_chunks()
        finally:
            catalog.close()
    finally:
        lock.release()
