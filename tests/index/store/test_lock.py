"""One writer at a time."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from index.embedding.loading import Embedder
from index.errors import IndexBusy, IndexMismatch, IndexNotFound
from index.store.health import check_index
from index.store.lock import lock_index
from index.store.reader import IndexReader
from index.store.writer import open_ledger, write_index
from tests.conftest import ROOT


def test_a_second_writer_is_refused_and_told_by_whom(folder: Path, embedder: Embedder) -> None:
    with write_index(folder, embedder.stamp):
        with (
            pytest.raises(IndexBusy, match=f"written by process {os.getpid()}"),
            write_index(folder, embedder.stamp),
        ):
            pass
        assert IndexReader(folder).count_papers() == 3


def test_a_writer_that_died_holds_nothing(folder: Path, embedder: Embedder) -> None:
    script = (
        "import os, sys; from pathlib import Path; from index.store.writer import write_index; "
        "from index.embedding.loading import Embedder, SentenceEmbedder; "
        "writing = write_index(Path(sys.argv[1]), SentenceEmbedder().stamp); writing.__enter__(); "
        "os._exit(9)"
    )
    died = subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, check=False)
    assert died.returncode == 9
    assert (folder / "writer.txt").exists()
    IndexReader(folder)
    with write_index(folder, embedder.stamp):
        pass


@pytest.mark.parametrize("open_index", [IndexReader, check_index])
def test_a_reader_during_the_first_run_is_told_of_it(
    tmp_path: Path, embedder: Embedder, open_index: Callable[[Path], object]
) -> None:
    told = f"written for the first time, or mended, by process {os.getpid()}; try again when that"
    with lock_index(tmp_path), pytest.raises(IndexBusy, match=told):
        open_index(tmp_path)  # there is no catalog yet
    with pytest.raises(IndexNotFound, match="make one with"):
        open_index(tmp_path)
    with open_ledger(tmp_path, embedder.stamp), pytest.raises(IndexBusy, match=told):
        open_index(tmp_path)
    with pytest.raises(IndexMismatch, match="was never finished"):
        open_index(tmp_path)
    with write_index(tmp_path, embedder.stamp):
        pass
    open_index(tmp_path)


def test_whoever_asks_who_writes_keeps_nobody_from_it(tmp_path: Path) -> None:
    asked = FileLock(tmp_path / "writer.lock", thread_local=False)
    asked.acquire()
    end = threading.Timer(0.05, asked.release)
    end.start()
    with lock_index(tmp_path):
        end.join()
