"""One writer at a time, by a lock file that names its holder."""

import os
from pathlib import Path

from filelock import FileLock, Timeout


class IndexBusy(RuntimeError):
    """Another process is writing the index; the message names it."""


class WriterLock:
    """One writer: held for a run, let go by the system when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / "writer.lock")
        self._holder = folder / "writer.txt"
        self._folder = folder

    def acquire(self) -> None:
        """Hold the lock. Raises IndexBusy."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            holder = self._holder.read_text() if self._holder.is_file() else "another process"
            raise IndexBusy(
                f"the index at {self._folder} is being written by {holder}; "
                "wait for it to end, then try again"
            ) from error
        self._holder.write_text(f"process {os.getpid()}")

    def release(self) -> None:
        self._holder.unlink(missing_ok=True)
        self._lock.release()
