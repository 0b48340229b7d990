"""Files recognised by their content, or refused by name."""

from pathlib import Path

import pytest

from index.errors import BadSource
from index.papers.paper import Paper
from index.readers.sources import HEAD, ReadOptions, open_source
from tests.index.readers.conftest import PAGE, read


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"\x89PNG\0\0", "is binary"),
        (b"Dear diary, nothing today.", "is no format known here"),
        (b"Caf\xe9 notes", "is not UTF-8 text (byte 3)"),
        ("\ufeffDaily Papers".encode("utf-16-le"), "is UTF-16 text; save it as UTF-8"),
        ('{"title": "T"}'.encode("utf-16-be"), "is UTF-16 text; save it as UTF-8"),
        (b'{\n "error": "Too many requests"\n}', 'not a list of papers: { "error": "Too many'),
    ],
)
def test_a_source_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    with pytest.raises(BadSource) as caught:
        read(tmp_path / "p", content)
    assert complaint in str(caught.value)
    assert str(tmp_path / "p") in str(caught.value)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSource, match="is a pipe or device"):
        open_source("/dev/null")


def test_the_total_for_a_progress_bar_is_known(tmp_path: Path) -> None:
    (tmp_path / "p").write_text('{"title": 1}\n\n{"title": 2}\n')
    assert open_source(str(tmp_path / "p")).total == 2


def test_a_long_file_is_recognised_whatever_its_first_megabyte_ends_in(tmp_path: Path) -> None:
    for shift in range(3):  # one of them ends in half of a character
        page = "x" * shift + PAGE.replace("tides", "tides" + "é" * HEAD)
        (tmp_path / "p").write_text(page, encoding="utf-8")
        assert open_source(str(tmp_path / "p"), ReadOptions(2025)).total == 3
    records = read(tmp_path / "q", " " * HEAD * 2 + '[{"title": "T", "abstract": "A."}]')
    assert [type(record) for record in records] == [Paper]
