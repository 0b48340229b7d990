"""One writer at a time, by a lock file that names its holder."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy, IndexMismatch


@contextmanager
def lock_index(folder: Path) -> Iterator[None]:
    """Be the one writer of an index; the system ends it when the process dies. Raises IndexBusy.

    And IndexMismatch, where nothing can be written.
    """
    lock, holder = FileLock(folder / "writer.lock"), folder / "writer.txt"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        who = holder.read_text() if holder.is_file() else "another process"
        raise IndexBusy(
            f"the index at {folder} is being written by {who}; wait for it to end, then try again"
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
