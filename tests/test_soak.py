"""The crash test in small, and a disk that is really full."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.soak import soak

SAMPLE = ROOT / "index" / "sample" / "papers.jsonl"

# Papers that change are no more papers: nothing tells beforehand that they will not fit.
FULL = """
set -e
mount -t tmpfs -o size=64m none "$1"
free() { df --output=avail -k "$1" | tail -1; }
index() { "$2" -m index "$3" --to "$1/index" > "$1.log" 2>&1; }
index "$1" "$2" "$3"
for leave in 200 900 2500; do
    fallocate -l $(($(free "$1") - leave))k "$1/balloon"
    code=0; index "$1" "$2" "$4" || code=$?
    echo "$leave $code $(tail -1 "$1.log")"
    rm "$1/balloon"
    "$2" -m index status --at "$1/index" | grep -E "papers|stores"
    index "$1" "$2" "$4"
    "$2" -m index status --at "$1/index" | grep -E "papers|stores"
    index "$1" "$2" "$3"
done
"""


def test_nothing_is_lost_whatever_happens(tmp_path: Path) -> None:
    test = soak(tmp_path, faults=8, seed=4)
    assert test.checks >= 2
    assert test.faults["readings"] > 0


def test_a_full_disk_is_told_in_a_line_and_the_next_run_goes_on(tmp_path: Path) -> None:
    if (
        not shutil.which("unshare")
        or subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no file system of our own can be mounted here (unshare -rm)")
    disk, before, after = tmp_path / "disk", tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    disk.mkdir()
    papers = [json.loads(line) for line in SAMPLE.read_text().splitlines()[:20]]
    before.write_text("\n".join(map(json.dumps, papers)))
    changed = [paper | {"abstract": f"{paper['abstract']} And more."} for paper in papers]
    after.write_text("\n".join(map(json.dumps, changed)))
    command: list[str | Path] = ["unshare", "-rm", "sh", "-c", FULL, "-", disk, sys.executable]
    done = subprocess.run(
        [*command, before, after], cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    tries = [line.split(" ", 2) for line in done.stdout.splitlines() if line[0].isdigit()]
    assert len(tries) == 3
    assert {code for _, code, _ in tries} <= {"0", "2"}, tries
    refusals = [text for _, code, text in tries if code == "2"]
    assert refusals
    assert all("the disk is full: " in text for text in refusals), refusals
    assert all("the same command again" in text for text in refusals), refusals
    assert done.stdout.count("papers:     20") == done.stdout.count("stores:     agree") == 6
