"""A catalog in a folder that cannot be written, whoever writes it otherwise."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store.reader import IndexReader
from tests.conftest import ROOT, MakeIndex, make_paper
from tests.index.store.conftest import PAPERS

# Root may write everything; without these capabilities it may what anybody may.
AS_ANYBODY = ["setpriv", "--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]


def run(*call: object) -> tuple[int, str, str]:
    """The exit status and the lines of a command that may not write what is read-only."""
    command = [sys.executable, "-m", *map(str, call)]
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("as root this needs setpriv, of util-linux")
        command = [*AS_ANYBODY, *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def sealed(folder: Path) -> Iterator[Path]:
    """An index of PAPERS that nobody may write, as on a read-only disk."""
    places = [folder, *folder.rglob("*")]
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    before = {place: place.stat().st_mtime_ns for place in places}
    yield folder
    assert {place: place.stat().st_mtime_ns for place in [folder, *folder.rglob("*")]} == before
    for place in places:
        place.chmod(0o755 if place.is_dir() else 0o644)


def test_what_cannot_be_written_is_read_all_the_same(sealed: Path, tmp_path: Path) -> None:
    status, told, _ = run("index", "status", "--at", sealed)
    assert (status, "stores:     agree" in told) == (0, True)
    assert run("index", "papers", "--at", sealed)[1].count("\n") == len(PAPERS)
    status, told, _ = run("rag", "How do tides of the sea rise?", "--index", sealed)
    assert (status, "[1] Tides (2020-01)" in told) == (0, True)
    assert run("index", "export", tmp_path / "file", "--at", sealed)[0] == 0


@pytest.mark.parametrize("command", [["gate", "0.5"], ["repair"], ["sample"]])
def test_writing_says_in_one_line_that_it_cannot(sealed: Path, command: list[str]) -> None:
    status, _, complaint = run("index", *command, "--to", sealed)
    assert (status, complaint.count("\n")) == (2, 1)
    assert f"the index at {sealed} can be read, but not written (Permission denied)" in complaint


def test_a_reader_that_may_not_write_sees_what_another_has_written(
    folder: Path, make_index: MakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.catalog.file.is_writable", lambda _: False)
    reader = IndexReader(folder)
    assert reader.latest() is reader
    make_index(folder, [make_paper("Snow", "It melts.", id="4")])
    later = reader.latest()
    assert [paper.id for paper in later.papers()] == ["1", "2", "3", "4"]
    assert later.latest() is later
