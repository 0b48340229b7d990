"""The measurement of a snapshot's stream, on a small one."""

import json
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize("packed", [[], ["--gzip"]])
def test_a_small_snapshot_is_made_up_streamed_and_measured(packed: list[str]) -> None:
    command = ["-m", "benchmarks.snapshot", "--lines", "3000", "--every", "500", "--json", *packed]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    facts = json.loads(done.stdout)
    assert (facts["lines"], facts["indexed"], facts["bad"]) == (3_000, 6, 0)
    assert facts["peak_mb"] > 50
