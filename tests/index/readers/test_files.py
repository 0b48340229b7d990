"""Files recognised by their content, or refused by name."""

from pathlib import Path

import pytest

from index.errors import BadSource
from index.papers.paper import Paper, Remark
from index.readers.sources import HEAD, ReadOptions, open_source
from tests.index.readers.conftest import PAGE, read


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"\x89PNG\0\0", "is binary"),
        (b"Dear diary, nothing today.", "is no format known here"),
        ("Привет, мир".encode("cp1251"), "is in no encoding known here; save it as UTF-8"),
        (b"%PDF-1.7\n%1234", "is a PDF; export references as RIS or BibTeX"),
        (
            b"Title,Year\nTides,2020\n",
            "a table without a column 'abstract'; its columns are Title, Y",
        ),
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


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_file_may_be_utf_16(tmp_path: Path, encoding: str) -> None:
    for content in ('{"title": "Täler", "abstract": "A."}', "title,abstract\nTäler,A.\n", PAGE):
        first = read(tmp_path / "p", content.encode(encoding), year=2025)[0]
        assert isinstance(first, Paper)
        assert first.title in ("Täler", "The First Paper")


def test_a_file_read_as_windows_1252_says_so(tmp_path: Path) -> None:
    said, paper = read(tmp_path / "p", "title,abstract\nTäler – tief,A.\n".encode("cp1252"))
    assert isinstance(said, Remark)
    assert str(said) == (
        f"{tmp_path}/p: is not UTF-8 and is read as Windows-1252; save it as UTF-8 if letters are "
        "wrong"
    )
    assert isinstance(paper, Paper)
    assert paper.title == "Täler – tief"


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
