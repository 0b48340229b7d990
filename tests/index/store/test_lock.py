"""One writer at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.errors import IndexBusy
from index.store.reader import IndexReader
from index.store.writer import write_index
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
