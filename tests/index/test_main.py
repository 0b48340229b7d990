"""Indexing as a user calls it: what is printed, and how it exits."""

import json
from pathlib import Path

import pytest

from index.store.reader import IndexReader
from tests.index.conftest import run_index


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--categories", "cs.CL;cs.LG"], "'cs.CL;cs.LG' is no category such as cs.CL or math"),
        (["--since", "soon"], "date 'soon' is not YYYY, YYYY-MM or YYYY-MM-DD"),
        (["--pause", "-1"], "'-1' is not a number of seconds"),
    ],
)
def test_an_option_that_cannot_be_meant_is_named(
    capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    with pytest.raises(SystemExit):
        run_index("sample", *arguments)
    assert complaint in capsys.readouterr().err


def test_indexing_ends_with_one_line_of_counts(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers.write_text(papers.read_text().replace(" by 5 points", ""))
    assert run_index(papers, "--to", tmp_path / "index", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "read": 2, "new": 2, "changed": 0, "unchanged": 0, "duplicate": 0, "withdrawn": 0,
        "bad": 0, "removed": 0, "left_out": [], "skipped": [],
        "papers": {
            "count": 2, "date": 0, "authors": 0, "organization": 0, "link": 0, "doi": 0,
            "oldest": None, "newest": None,
            "first": {"id": "1", "title": "Tides", "authors": [], "published": None},
            "shortest": {"id": "2", "abstract": "We merge models. It helps."},
        },
    }  # fmt: skip
    assert run_index(papers, "--to", tmp_path / "index") == 0
    assert "2 read, 0 new, 0 changed, 2 unchanged, 0 bad" in capsys.readouterr().out


def test_prune_takes_out_what_no_source_has_any_more(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, more = tmp_path / "index", tmp_path / "more.jsonl"
    more.write_text('{"title": "Snow", "abstract": "It melts.", "id": "9"}')
    run_index(papers, more, "--to", folder)
    assert run_index(papers, more, "--to", folder, "--prune") == 0
    assert "0 changed, 2 unchanged" not in capsys.readouterr().out
    assert run_index(papers, "--to", folder, "--prune") == 0
    assert "2 unchanged, 0 bad, 1 removed" in capsys.readouterr().out
    assert IndexReader(folder).count_papers() == 2
    assert run_index("status", "--at", folder) == 0


def test_nothing_is_pruned_where_a_record_could_not_be_read(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, less = tmp_path / "index", tmp_path / "less.jsonl"
    run_index(papers, "--to", folder)
    less.write_text(papers.read_text().split("\n")[0] + '\n{"title": "Half a record"}')
    assert run_index(less, "--to", folder, "--prune") == 1
    assert "nothing is pruned, since 1 sources or records" in capsys.readouterr().err
    assert IndexReader(folder).count_papers() == 2


def test_a_bad_record_is_told_and_sets_the_exit_status(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers.write_text(papers.read_text() + '\n{"title": "No more"}')
    assert run_index(papers, "--to", tmp_path / "index") == 1
    shown = capsys.readouterr()
    assert f"skipped: {papers}:3: no abstract" in shown.err
    assert "3 read, 2 new" in shown.out


def test_a_bad_source_does_not_keep_the_others_out(
    tmp_path: Path, papers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_index(tmp_path / "none", papers, "--to", tmp_path / "index") == 2
    shown = capsys.readouterr()
    assert "none: cannot be read" in shown.err
    assert "2 new" in shown.out


def test_a_bad_source_alone_makes_no_index(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    assert run_index(tmp_path / "empty", "--to", tmp_path / "index") == 2
    assert not (tmp_path / "index").exists()
