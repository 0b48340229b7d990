"""A process that keeps an index up to date, its signals, its errors, and what readers see."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index.errors import IndexBusy, IndexMismatch, IndexNotFound
from index.ingest.follow import read_interval
from index.store.health import check_index
from index.store.lock import lock_index
from index.store.reader import IndexReader
from tests.conftest import ROOT
from tests.index.conftest import run_index
from tests.paper_server import busy, list_papers, serve_papers

TODAY = str(datetime.now(UTC).date())


@contextmanager
def following(folder: Path, address: str, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    command = ["follow", *arguments, "--to", str(folder), "--pause", "0", "--every", "1s"]
    process = subprocess.Popen(
        [sys.executable, "-m", "index", *command],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"ASKPAPERS_HF_URL": address},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def end(process: "subprocess.Popen[str]", how: signal.Signals) -> list[str]:
    """What the process has said, when it has ended as it should."""
    process.send_signal(how)
    return process.communicate(timeout=60)[1].splitlines()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_new_papers_come_by_themselves_and_a_reader_sees_them_without_a_restart(
    tmp_path: Path,
) -> None:
    with serve_papers() as server:
        server.days[TODAY] = list_papers("2511.00001")
        with following(tmp_path, server.address, f"hf:{TODAY}..") as process:
            wait_until(lambda: (tmp_path / "stores" / "000001").exists() and is_open(tmp_path))
            reader = IndexReader(tmp_path)
            assert [paper.id for paper in reader.papers()] == ["2511.00001"]
            server.faults[TODAY] = [busy(403)]  # one bad round
            wait_until(lambda: not server.faults[TODAY])
            server.days[TODAY] = list_papers("2511.00001", "2511.00002", upvotes=9)
            wait_until(lambda: reader.latest() is not reader)
            newer = {paper.id: paper.upvotes for paper in reader.latest().papers()}
            assert newer == {"2511.00001": 9, "2511.00002": 9}
            wait_until(lambda: not is_locked(tmp_path))  # free between its rounds
            lines = end(process, signal.SIGTERM)
        assert process.returncode == 0
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", line) for line in lines)
    said = [line[20:] for line in lines]
    assert said[0].startswith(f"{tmp_path}: 1 read, 1 new, 0 changed, 0 unchanged, 0 bad, in ")
    assert said[1] == "next round in 0:00:01"
    assert any("answers 403 Forbidden" in line for line in said)
    assert any("2 read, 1 new, 1 changed" in line for line in said)
    assert said[-1] == "ended by SIGTERM; what was written is kept"
    assert check_index(tmp_path) == []
    assert not is_locked(tmp_path)


def is_open(folder: Path) -> bool:
    try:
        IndexReader(folder)
    except (IndexNotFound, IndexMismatch, IndexBusy):  # no run has ended yet
        return False
    return True


def is_locked(folder: Path) -> bool:
    return (folder / "writer.txt").exists()


def test_an_index_that_is_being_written_is_waited_for_and_sigint_ends_it(tmp_path: Path) -> None:
    with serve_papers() as server, ExitStack() as writing:
        writing.enter_context(lock_index(tmp_path))
        server.days[TODAY] = list_papers("2511.00001")
        with following(tmp_path, server.address, "hf:today") as process:
            assert process.stderr
            first = process.stderr.readline()
            writing.close()
            wait_until(lambda: bool(server.asked) and is_open(tmp_path))
            end(process, signal.SIGINT)
        assert process.returncode == 130
    assert "this round failed: the index at" in first
    assert "is being written by process" in first


def test_a_signal_within_a_round_ends_it_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(_: object) -> None:
        time.sleep(2)

    with serve_papers() as server:
        server.days["2025-10-01"] = list_papers("2510.00001")
        server.faults["2025-10-02"] = [wait] * 5
        server.days["2025-10-02"] = list_papers("2510.00002")
        with following(tmp_path, server.address, "hf:2025-10-01..2025-10-02") as process:
            wait_until(lambda: len(server.asked) == 2)
            lines = end(process, signal.SIGTERM)
        assert process.returncode == 0
        assert "ended by SIGTERM" in lines[-1]
        server.faults.clear()
        server.asked.clear()
        monkeypatch.setenv("ASKPAPERS_HF_URL", server.address)
        name = "hf:2025-10-01..2025-10-02"
        assert run_index(name, "--to", tmp_path, "--pause", 0) == 0
        assert server.asked_days() == ["2025-10-02"]
    assert {paper.id for paper in IndexReader(tmp_path).papers()} == {"2510.00001", "2510.00002"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["hf:2025-13-01"], "hf:2025-13-01: '2025-13-01' is no day"),
        (["nowhere.jsonl"], "nowhere.jsonl: cannot be read: No such file"),
        (["-"], "-: standard input comes once and cannot be followed"),
    ],
)
def test_a_mistake_in_the_call_ends_it_at_once(
    tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "index", "follow", *arguments, "--to", str(tmp_path / "index")],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert complaint in done.stderr
    assert not (tmp_path / "index").exists()


def test_intervals_are_read() -> None:
    assert [read_interval(text) for text in ("90s", "30m", "6h", "1.5d")] == [
        90, 1_800, 21_600, 129_600,
    ]  # fmt: skip
    for text in ("6", "h", "0s", "-1h", "31d", "6 hours", ""):
        with pytest.raises(ValueError, match="is no interval such as 30m, 6h or 1d"):
            read_interval(text)
