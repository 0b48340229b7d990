"""One run over several sources: what it says, what it counts, and what keeps nothing else out."""

import json
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.ingest.intake import Intake
from index.readers.sources import ReadOptions
from index.store.atlas import read_map
from index.store.reader import IndexReader

TIDES, RAIN = (
    json.dumps({"id": id, "title": title, "abstract": "It is wet."})
    for id, title in (("1", "Tides"), ("2", "Rain"))
)


class Run:
    """An intake whose words are kept."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self.folder, self.embedder, self.said = folder, embedder, list[str]()

    def open(self, *files: Path, bars: bool = False) -> Intake:
        names, options = [str(file) for file in files], ReadOptions()
        return Intake(
            names, self.folder / "index", self.embedder, options, say=self.said.append, bars=bars
        )


@pytest.fixture
def run(tmp_path: Path, embedder: Embedder) -> Run:
    return Run(tmp_path, embedder)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "papers.jsonl").write_text(f"{TIDES}\n{RAIN}\n")
    return tmp_path / "papers.jsonl"


def test_a_source_that_cannot_be_opened_is_said_and_left_out(run: Run, file: Path) -> None:
    intake = run.open(file.with_name("none"), file)
    assert (intake.refused, len(intake.sources)) == (1, 1)
    (line,) = run.said
    assert line.startswith(f"python -m index: {file.with_name('none')}: cannot be read")
    assert not (run.folder / "index").exists()  # before it runs
    assert intake.run().new == 2
    assert len(read_map(run.folder / "index")) == 2


def test_a_source_that_breaks_off_keeps_no_other_out(run: Run, file: Path) -> None:
    lost = file.with_name("lost.json")
    lost.write_text(f"[{TIDES}]")
    intake = run.open(lost, file)
    lost.unlink()
    assert intake.run(prune=True).new == 2
    assert intake.refused == 1
    assert run.said[1] == (
        "python -m index: nothing is pruned, since 1 sources or records could not be read"
    )


def test_a_bad_record_is_said_with_its_place_and_what_is_gone_is_pruned(
    run: Run, file: Path
) -> None:
    run.open(file).run()
    file.write_text(f"{TIDES}\n{{}}\n")
    tally = run.open(file).run(prune=True)
    assert (tally.bad, tally.removed) == (1, 0)
    assert run.said[0] == f"skipped: {file}:2: no title"
    file.write_text(TIDES)
    assert run.open(file).run(prune=True).removed == 1
    assert [paper.id for paper in IndexReader(run.folder / "index").papers()] == ["1"]


def test_how_far_a_run_is_can_be_seen(
    run: Run, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run.open(file, bars=True).run()
    assert "papers.jsonl: 100%" in capsys.readouterr().err
    run.open(file).run()
    assert capsys.readouterr().err == ""
