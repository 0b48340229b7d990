"""The crash test in small, and a disk that is really full."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from soak import soak

FULL = """
set -e
mount -t tmpfs -o size=64m none "$1"
free() { df --output=avail -k "$1" | tail -1; }
for leave in 4500 6500 9000; do
    rm -rf "$1"/* && fallocate -l $(($(free "$1") - leave))k "$1/balloon"
    code=0; "$2" -m index "$3" --to "$1/index" 2> "$1.log" || code=$?
    echo "$leave $code $(tail -1 "$1.log")"
    rm "$1/balloon"
    "$2" -m index "$3" --to "$1/index" > "$1.log" 2>&1 || cat "$1.log"
    "$2" -m index status --at "$1/index" | grep -E "papers|stores"
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
    disk, source = tmp_path / "disk", tmp_path / "papers.jsonl"
    disk.mkdir()
    lines = (ROOT / "index" / "sample" / "papers.jsonl").read_text().splitlines()[:120]
    source.write_text("\n".join(lines))
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", FULL, "-", str(disk), sys.executable, str(source)],
        cwd=ROOT, text=True, capture_output=True, env=os.environ, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    tries = [line.split(" ", 2) for line in done.stdout.splitlines() if line[0].isdigit()]
    assert len(tries) == 3
    assert {code for _, code, _ in tries} <= {"0", "2"}, tries
    refusals = [text for _, code, text in tries if code == "2"]
    assert refusals
    assert all("the same command again" in text for text in refusals), refusals
    assert done.stdout.count("papers:     120") == done.stdout.count("stores:     agree") == 3
