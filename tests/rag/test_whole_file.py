"""A file that is written whole or not at all."""

import errno
from pathlib import Path

import pytest

from rag.whole_file import replace_text


def test_a_text_takes_the_place_of_the_old_one_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    for text in ("Tides rise.\n", "Gezeiten, “Ebbe”.\n"):
        replace_text(file, text)
        assert file.read_bytes() == text.encode()
    assert list(tmp_path.iterdir()) == [file]


def test_half_of_a_surrogate_pair_is_written_as_its_escape(tmp_path: Path) -> None:
    replace_text(tmp_path / "a.txt", "tide \ud83c")
    assert (tmp_path / "a.txt").read_text() == r"tide \ud83c"


def test_a_full_disk_leaves_the_file_that_was_there_and_names_it(tmp_path: Path) -> None:
    file = tmp_path / "report.md"
    file.write_text("old")
    (tmp_path / "report.md.new").symlink_to("/dev/full")
    with pytest.raises(OSError, match=r"report\.md'$") as told:
        replace_text(file, "new")
    assert (told.value.errno, told.value.filename) == (errno.ENOSPC, str(file))
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
