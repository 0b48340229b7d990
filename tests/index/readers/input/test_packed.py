"""Files that are packed, and archives that are broken."""

import bz2
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import BadSource
from index.papers.paper import Record
from index.readers.sources import ReadOptions, open_source
from tests.index.readers.conftest import BIBTEX, CSV, RIS, papers, read, snapshot_line


def zip_of(by: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", by) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def damage(content: bytes, mark: bytes) -> bytes:
    """With what follows a mark made nonsense."""
    at = content.index(mark) + len(mark)
    return content[:at] + b"nonsense" + content[at + 8 :]


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zip_of(a=content)])
@pytest.mark.parametrize("content", [BIBTEX, RIS, CSV, snapshot_line("1")])
def test_every_format_may_be_packed(
    tmp_path: Path, pack: Callable[[bytes], bytes], content: str
) -> None:
    plain = read(tmp_path / "p", content)
    assert papers(plain)
    packed = read(tmp_path / "p", pack(content.encode()))
    assert list(map(str, packed)) == list(map(str, plain))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (zip_of(a=b"x", b=b"y"), "the archive has 2 files; unpack it"),
        (zip_of(), "is binary"),
        (zip_of(a=b"x" * 1_000)[:40], "the archive is cut short or damaged"),
        (gzip.compress(b"")[:10], "the archive is cut short or damaged"),
        (b"\x1f\x8b" + b"\xff" * 50, "the archive is cut short or damaged"),
        (
            damage(zip_of(zipfile.ZIP_BZIP2, a=b"x"), bz2.compress(b"")[:4]),
            r"cut short or damaged \(Invalid data stream\)",
        ),
    ],
    # An archive has the time in it: by its bytes a test would have another name in each worker.
    ids=["two files", "no file", "cut zip", "cut gzip", "damaged gzip", "damaged bzip2"],
)
def test_an_archive_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, complaint: str
) -> None:
    with pytest.raises(BadSource, match=complaint):
        read(tmp_path / "a", content)


def test_an_archive_that_is_cut_short_gives_what_it_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n".join(snapshot_line(f"2301.{n:05}") for n in range(10_000))
    packed = gzip.compress(text.encode())
    (tmp_path / "s.gz").write_bytes(packed[: len(packed) // 2])
    options = ReadOptions(categories=frozenset({"none"}))
    with pytest.raises(BadSource, match="the archive is cut short"):
        list(open_source(str(tmp_path / "s.gz"), options).records)
    read_before: list[Record] = []
    with pytest.raises(BadSource):
        read_before.extend(open_source(str(tmp_path / "s.gz")).records)
    kept = []
    for record in open_source(str(tmp_path / "s.gz")).records:
        kept.append(record)
        if len(kept) == 2_500:
            break
    assert len(papers(kept)) == 2_500
