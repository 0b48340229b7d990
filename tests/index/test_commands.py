"""The shell commands as a user calls them: what they print, and how they exit."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.store.atlas import FILE, read_map
from index.store.reader import IndexReader
from tests.conftest import ROOT
from tests.index.conftest import run_index


def test_an_index_is_exported_and_imported(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file, copy = tmp_path / "index", tmp_path / "file", tmp_path / "copy"
    run_index(papers, "--to", folder)
    assert run_index("export", file, "--at", folder) == 0
    assert run_index("import", file, "--to", copy) == 0
    assert f"{copy}: 2 papers" in capsys.readouterr().out
    assert run_index("import", file, "--to", copy) == 2
    assert f"{copy}: has an index already" in capsys.readouterr().err
    assert IndexReader(copy).count_papers() == 2


def test_status_papers_and_repair(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    run_index(papers, "--to", folder)
    capsys.readouterr()
    assert run_index("status", "--at", folder, "--json") == 0
    status = json.loads(capsys.readouterr().out)
    assert (status["papers"], status["chunks"], status["stores"]) == (2, 2, "agree")
    assert run_index("papers", "--at", folder, "--json") == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [paper["title"] for paper in listed] == ["Tides", "Merging"]
    assert set(listed[0]) >= {
        "id", "title", "abstract", "published", "author_count", "organization", "comments",
    }  # fmt: skip
    assert run_index("repair", "--at", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"chunks": 2}


def test_status_of_a_damaged_index_is_1_and_of_none_2(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    assert run_index("status", "--at", folder) == 2
    run_index(papers, "--to", folder)
    (folder / "stores" / "000001" / "lexical" / "meta.json").unlink()
    capsys.readouterr()
    assert run_index("status", "--at", folder) == 1
    assert f"python -m index repair --at {folder}" in capsys.readouterr().err


def test_the_lister_stops_quietly_when_nobody_reads_on(sample_folder: Path) -> None:
    command = f"{sys.executable} -m index papers --at {sample_folder} --json | head -n 1"
    done = subprocess.run(
        ["/bin/bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout)["title"]
    assert done.stderr == ""


def test_a_run_draws_the_map_and_a_command_draws_it_anew(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    for arguments in ([papers, "--to", folder], ["map", "--at", folder]):
        assert run_index(*arguments) == 0
        assert len(read_map(folder)) == 2
        (folder / FILE).unlink()
    assert f"{folder}: 2 papers" in capsys.readouterr().out


def test_the_gate_is_shown_and_set(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    run_index(papers, "--to", folder)
    capsys.readouterr()
    assert run_index("gate", "0.25", "--at", folder) == 0
    assert capsys.readouterr().out == f"{folder}: 0.25\n"
    assert run_index("gate", "--at", folder, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"gate": 0.25}
    with pytest.raises(SystemExit):
        run_index("gate", "2", "--at", folder)
    assert "'2' is not a number from 0 to 1" in capsys.readouterr().err
