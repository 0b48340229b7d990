"""What a run says at its end, as the command prints it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.embedding.loading import Embedder
from index.ingest.build import Tally
from index.ingest.intake import Intake
from index.ingest.report import Report
from index.papers.paper import BadPaper, Record, Remark
from index.readers.sources import ReadOptions
from tests.conftest import ROOT
from tests.index.conftest import run_index

PAPERS: list[dict[str, object]] = [
    {"title": "Tides of a Pond", "abstract": "We study the tides of a small pond.",
     "authors": ["Ann Lee", "Bo O'Hara", "Cy Ito", "Di Roy", "Ed Fox"], "published": "2021-03-05",
     "url": "https://example.org/tides", "organization": "Pond Lab"},
    {"title": "Ice", "abstract": "Ice loses 50", "authors": ["Ed Fox"], "published": "1994"},
    {"title": "Rain", "abstract": "It rains on most days of the year."},
    {"title": "No abstract here"},
    {"title": 7, "abstract": "A number is no title."},
    {"title": "Neither here"},
]  # fmt: skip
REPORT = """\
my-index: 6 read, 3 new, 0 changed, 0 unchanged, 3 bad
the papers of this run, as they stand in the index:
        3  papers, the first: "Tides of a Pond", Ann Lee, Bo O'Hara, Cy Ito and 2 more, 2021-03-05
        2  with a date, from 1994 to 2021-03-05
        2  with authors
        1  with an organization
        1  with a link
        0  with a DOI
        3  with an abstract, the shortest: "Ice loses 50" (12 characters)
skipped, how often, and the first of each kind:
        2  pond.jsonl:4: no abstract
        1  pond.jsonl:5: title: 7 is no text
"""


def write(file: Path, *records: dict[str, object]) -> Path:
    file.write_text("\n".join(map(json.dumps, records)))
    return file


def read_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one line that a run with --json has printed."""
    (line,) = capsys.readouterr().out.splitlines()
    read: dict[str, Any] = json.loads(line)
    return read


def test_a_person_sees_what_the_papers_have_and_what_was_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("pond.jsonl"), *PAPERS)
    assert run_index("pond.jsonl", "--to", "my-index") == 1
    assert capsys.readouterr().out == REPORT
    command = ".venv/bin/python -m index pond.jsonl --to my-index"
    assert f"$ {command}\n{REPORT}```" in (ROOT / "docs" / "formats.md").read_text()


def test_a_program_is_told_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write(tmp_path / "pond.jsonl", *PAPERS)
    assert run_index(file, "--to", tmp_path / "index", "--json") == 1
    told = read_json(capsys)
    first, shortest = told["papers"].pop("first"), told["papers"].pop("shortest")
    assert told["papers"] == {
        "count": 3, "date": 2, "authors": 2, "organization": 1, "link": 1, "doi": 0,
        "oldest": "1994", "newest": "2021-03-05",
    }  # fmt: skip
    assert first.pop("id").startswith("t")
    assert first == {
        "title": "Tides of a Pond", "authors": ["Ann Lee", "Bo O'Hara", "Cy Ito"],
        "published": "2021-03-05",
    }  # fmt: skip
    assert shortest["abstract"] == "Ice loses 50"
    assert told["left_out"] == []
    assert told["skipped"] == [
        {"kind": "no abstract", "count": 2, "example": "no abstract", "source": str(file),
         "line": 4},
        {"kind": "title: … is no text", "count": 1, "example": "title: 7 is no text",
         "source": str(file), "line": 5},
    ]  # fmt: skip


def test_a_paper_of_two_sources_counts_once_with_what_both_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "index"
    bare = write(tmp_path / "bare.jsonl", {"title": "Ice", "abstract": "Ice melts."}, PAPERS[2])
    run_index(bare, "--to", folder, "--json")
    counts = read_json(capsys)["papers"]
    assert (counts["count"], counts["date"], counts["authors"]) == (2, 0, 0)
    dated = write(tmp_path / "dated.jsonl", PAPERS[1] | {"id": "ice-1", "url": "https://e.org/1"})
    run_index(dated, bare, "--to", folder, "--json")
    counts = read_json(capsys)["papers"]
    assert (counts["count"], counts["date"], counts["link"]) == (2, 1, 1)
    # Of this run, not of the index.
    run_index(dated, "--to", folder, "--json")
    counts = read_json(capsys)["papers"]
    assert (counts["count"], counts["date"], counts["oldest"]) == (1, 1, "1994")


def test_the_first_is_one_that_the_run_has_brought(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "index", tmp_path / "pond.jsonl"
    run_index(write(file, PAPERS[0]), "--to", folder)
    capsys.readouterr()
    run_index(write(file, PAPERS[0], PAPERS[2]), "--to", folder)
    shown = capsys.readouterr().out
    assert '2  papers, the first: "Rain", no authors, no date' in shown
    run_index(file, "--to", folder)
    assert '2  papers, the first: "Tides of a Pond"' in capsys.readouterr().out


def test_where_nothing_went_in_only_the_complaints_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "bad.jsonl", PAPERS[3])
    run_index(file, "--to", tmp_path / "index")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "skipped, how often, and the first of each kind:",
        f"        1  {file}:1: no abstract",
    ]
    run_index(file, "--to", tmp_path / "index", "--json")
    counts = read_json(capsys)["papers"]
    assert (counts["count"], counts["first"], counts["shortest"]) == (0, None, None)


def test_what_is_left_out_of_a_paper_is_told_and_sets_no_exit_status(
    tmp_path: Path, embedder: Embedder
) -> None:
    said = list[str]()
    file = write(tmp_path / "pond.jsonl", PAPERS[0])
    intake = Intake(
        [str(file)], tmp_path / "index", embedder, ReadOptions(), say=said.append, bars=False
    )
    remarks = (Remark(f"date '{n} May' cannot be read", "pond.csv", n) for n in range(1, 31))
    (source,) = intake.sources
    records: list[Record] = [*remarks, *source.records]
    intake.sources = [replace(source, records=iter(records))]
    assert intake.run() == Tally(new=1)
    assert said[0] == "note: pond.csv:1: date '1 May' cannot be read"
    assert said[19:] == [
        "note: pond.csv:20: date '20 May' cannot be read",
        "note: and more of these, which are counted at the end",
    ]
    assert intake.report.headline == "1 read, 1 new, 0 changed, 0 unchanged, 0 bad, 30 notes"
    assert str(intake.report).splitlines()[-2:] == [
        "left out or assumed, how often, and the first of each kind:",
        "       30  pond.csv:1: date '1 May' cannot be read",
    ]
    assert intake.report.to_dict()["left_out"] == [
        {"kind": "date … cannot be read", "count": 30, "example": "date '1 May' cannot be read",
         "source": "pond.csv", "line": 1},
    ]  # fmt: skip


def test_a_person_is_told_ten_kinds_and_how_many_more(tmp_path: Path) -> None:
    report = Report()
    for line, letter in enumerate("aabcdefghijkl", 1):
        report.skipped.add(BadPaper(f"no {letter}", "f", line))
    assert str(report).splitlines()[2:] == [
        "        2  f:1: no a",
        *(f"        1  f:{line}: no {letter}" for line, letter in enumerate("bcdefghij", 3)),
        "        2  of 2 more kinds",
    ]  # fmt: skip
    assert len(report.to_dict()["skipped"]) == 12


def test_a_bad_file_does_not_fill_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"title": "Tides"}\n' * 300 + '{"abstract": "They rise."}\n')
    assert run_index(file, "--to", tmp_path / "index") == 1
    shown = capsys.readouterr()
    assert shown.err.count(f"skipped: {file}:") == 21
    assert f"skipped: {file}:20: no abstract" in shown.err
    assert f"skipped: {file}:301: no title" in shown.err
    assert shown.err.count("skipped: and more of these, which are counted at the end") == 1
    assert f"      300  {file}:1: no abstract" in shown.out


def test_the_name_of_a_source_gives_a_terminal_no_orders(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "a\x1b[31m\nb"
    folder.mkdir()
    (folder / "x\x1b[2J.png").write_bytes(b"\x89PNG\0\0")
    bad = write(folder / "bad\x9b2J.jsonl", PAPERS[2], PAPERS[3])
    (folder / "list\u202e.json").write_text('{\n"error": "none"}')
    for source in (folder, bad, folder / "x\x1b[2J.png", tmp_path / "none\x1b[2J"):
        run_index(source, "--to", tmp_path / "in\x1b[2Jdex")
        run_index("status", "--at", source)
    shown = capfd.readouterr()
    assert [one for one in "\x1b\x9b\u202e" if one in shown.out + shown.err] == []
    assert r"a\x1b[31m\nb/bad\x9b2J.jsonl:2: no abstract" in shown.err
    assert r"a\x1b[31m\nb/bad\x9b2J.jsonl:2: no abstract" in shown.out
    assert r"none\x1b[2J: cannot be read" in shown.err
