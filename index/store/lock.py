"""One writer at a time, by a lock file that names its holder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexBusy


@contextmanager
def lock_index(folder: Path) -> Iterator[None]:
    """Be the one writer of an index; the system ends it when the process dies. Raises IndexBusy."""
    lock, holder = FileLock(folder / "writer.lock"), folder / "writer.txt"
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        who = holder.read_text() if holder.is_file() else "another process"
        raise IndexBusy(
            f"the index at {folder} is being written by {who}; wait for it to end, then try again"
        ) from error
    try:
        holder.write_text(f"process {os.getpid()}")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()
