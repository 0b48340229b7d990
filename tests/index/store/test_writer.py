"""What a writer refuses, and what it takes."""

from pathlib import Path
from shutil import disk_usage

import numpy as np
import pytest

from index.embedding.loading import Embedder
from index.errors import IndexFull
from index.papers.chunks import split_chunks
from index.store.reader import IndexReader
from index.store.writer import Changes, check_space, write_index
from tests.index.store.conftest import PAPERS


def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotADirectoryError), write_index(tmp_path / "file", embedder.stamp):
        pass


def test_the_disk_that_has_no_room_is_told_before_anything_is_written(
    tmp_path: Path, embedder: Embedder
) -> None:
    free = disk_usage(tmp_path).free
    with (
        write_index(tmp_path, embedder.stamp) as ledger,
        pytest.raises(IndexFull, match=r"MB are needed and .* MB are free"),
    ):
        check_space(tmp_path, ledger, free // 1_000)


def test_a_row_of_zeros_is_no_mistake(tmp_path: Path, embedder: Embedder) -> None:
    with write_index(tmp_path, embedder.stamp) as ledger:
        chunks = split_chunks(PAPERS[0])
        ledger.put(Changes(PAPERS[:1], chunks, np.zeros((1, 384), np.float32), [None]))
    assert IndexReader(tmp_path).count_papers() == 1
