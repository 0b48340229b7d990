"""Files that are there whole or not at all."""

from pathlib import Path

import pytest

from index.readers.live.kept import write_whole


def test_a_file_is_written_with_its_folder_and_over_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "hf" / "day"
    for content in (b"one", b"two"):
        write_whole(file, content)
        assert file.read_bytes() == content
    assert list(file.parent.iterdir()) == [file]


def test_where_writing_fails_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, _: object) -> None:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "day", b"one")
    assert list(tmp_path.iterdir()) == []
