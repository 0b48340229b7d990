"""Folders and standard input: each file as if it were named itself."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.store.reader import IndexReader
from tests.conftest import ROOT
from tests.index.conftest import run_index
from tests.index.readers.conftest import BIBTEX, CSV, RIS, papers, read, snapshot_line


def test_a_folder_of_any_of_these_is_read_and_what_is_none_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    (folder / "more").mkdir(parents=True)
    (folder / "a.ris").write_text(RIS.rpartition("TY  - BOOK")[0])
    packed = gzip.compress(snapshot_line("2301.00001").encode())
    (folder / "more" / "s.jsonl.gz").write_bytes(packed)
    (folder / "README.md").write_text("# What lies here\n")
    (folder / "picture.png").write_bytes(b"\x89PNG\0\0")
    (folder / ".hidden.csv").write_text("title,abstract\nHidden,It is.\n")
    assert run_index(folder, "--to", tmp_path / "index", "--json") == 0
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert (told["read"], told["new"]) == (3, 3)
    foreign = [str(folder / "README.md"), str(folder / "picture.png")]
    assert [line.split(": ")[1:3] for line in shown.err.splitlines() if "note: " in line] == [
        [name, "passed over"] for name in foreign
    ]
    assert [kind["source"] for kind in told["left_out"]] == foreign
    titles = {paper.title for paper in IndexReader(tmp_path / "index").papers()}
    assert titles == {"The Tides of a Pond", "Waves", "On Pond 2301.00001"}
    (folder / "answer.json").write_text('{\n"error": "none"}')
    assert run_index(folder, "--to", tmp_path / "index", "--prune") == 1
    shown = capsys.readouterr()
    assert f"skipped: {folder / 'answer.json'}: is one JSON object" in shown.err
    assert "nothing is pruned" in shown.err
    for file in (folder / "answer.json", folder / "a.ris", folder / "more" / "s.jsonl.gz"):
        file.unlink()
    assert run_index(folder, "--to", tmp_path / "index") == 2
    assert capsys.readouterr().err.startswith(
        f"python -m index: {folder}: is a folder without a file of papers; "
        f"{folder / 'README.md'}: passed over: is no format known here"
    )


@pytest.mark.parametrize("content", [CSV, BIBTEX, gzip.compress(snapshot_line("1").encode())])
def test_standard_input_is_read_as_a_file_is(tmp_path: Path, content: str | bytes) -> None:
    data = content.encode() if isinstance(content, str) else content
    done = subprocess.run(
        [sys.executable, "-m", "index", "-", "--to", str(tmp_path / "index"), "--json"],
        cwd=ROOT, input=data, capture_output=True, check=False,
    )  # fmt: skip
    assert json.loads(done.stdout)["new"] == len(papers(read(tmp_path / "f", data)))
    assert b"skipped: -:" in done.stderr or not isinstance(content, str)


def test_standard_input_with_nothing_in_it_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "index", "-", "--to", str(tmp_path / "index")],
        cwd=ROOT, input=b"", capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert done.stderr.startswith(b"python -m index: -: is empty")
