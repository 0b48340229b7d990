"""One writer at a time, by a lock file that names its holder; readers ask for nothing but who."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy, IndexMismatch, IndexNotFound
from index.store.catalog.catalog import Catalog
from index.store.catalog.stamp import mend

_PATIENCE = 1.0  # seconds: a reader who asks who writes holds the lock for an instant
_LOCK, _HOLDER = "writer.lock", "writer.txt"


@contextmanager
def lock_index(folder: Path) -> Iterator[None]:
    """Be the one writer of an index; the system ends it when the process dies. Raises IndexBusy.

    And IndexMismatch, where nothing can be written.
    """
    lock, holder = FileLock(folder / _LOCK), folder / _HOLDER
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout as error:
        raise IndexBusy(
            f"the index at {folder} is being written by {_name_holder(folder)}; wait for it to "
            "end, then try again"
        ) from error
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise IndexMismatch(
            f"the index at {folder} can be read, but not written ({error.strerror}); write to "
            "another folder, or copy it to one that can be written"
        ) from error
    try:
        holder.write_text(f"process {os.getpid()}")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def open_finished(folder: Path) -> Catalog:
    """The catalog of an index that a run has finished.

    Raises IndexNotFound, IndexMismatch, and IndexBusy instead where a run is at it right now.
    """
    try:
        catalog = Catalog.open(folder)
        if not catalog.generation:
            catalog.close()
            raise IndexMismatch(
                f"the index at {folder} was never finished: no run has come to its end; run the "
                f"same command again, or take what is there with: {mend(folder)}"
            )
        return catalog
    except (IndexNotFound, IndexMismatch) as error:
        if _is_being_written(folder):
            raise IndexBusy(
                f"the index at {folder} is being written for the first time, or mended, by "
                f"{_name_holder(folder)}; try again when that has ended"
            ) from error
        raise


def _is_being_written(folder: Path) -> bool:
    if not (folder / _LOCK).is_file():
        return False
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:  # a folder that lets nobody write
        return False
    lock.release()
    return False


def _name_holder(folder: Path) -> str:
    with suppress(OSError):
        return (folder / _HOLDER).read_text()
    return "another process"
