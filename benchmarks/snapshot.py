"""How arXiv's metadata snapshot streams: lines a second, memory, whether the time left is true.

    python -m benchmarks.snapshot [--lines 300000] [--every 1000] [--gzip] [--json]

The snapshot is made up, of the size and shape of arXiv's: a line has about 1,700 bytes, and one
paper in `--every` is in the category that is asked for. Embedding 300,000 abstracts takes hours, so
what is measured is `python -m index SNAPSHOT --categories cs.ZZ` as it is used: everything is read,
the few that are wanted are indexed. The bar's time left is read from the terminal and compared with
the time that was then really left, the first tenth of the run aside.
"""

import argparse
import gzip
import json
import os
import pty
import random
import re
import resource
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import numpy as np

from index.shell import run

WANTED = "cs.ZZ"
_BAR = re.compile(r"(\d+)%\|.*?<([\d:?]+),")
_WORDS = """
    we study how ponds of several sizes keep their water and show that a model of tides with few
    parameters explains what was measured over years of rain wind and frost in other places
""".split()  # noqa: SIM905 - easier to read than each in quotes


def write_snapshot(path: Path, lines: int, every: int, packed: bool) -> None:
    """A snapshot of so many lines, the same whenever it is written."""
    chance = random.Random(1)  # noqa: S311 - no secret
    with gzip.open(path, "wt", compresslevel=6) if packed else path.open("wt") as file:
        for number in range(lines):
            file.write(json.dumps(_make_line(number, every, chance)) + "\n")


def _make_line(number: int, every: int, chance: random.Random) -> dict[str, Any]:
    day = datetime(2007, 4, 1, tzinfo=UTC) + timedelta(days=number % 6_800)
    names = [[f"Name{chance.randrange(20_000)}", "Ada", ""] for _ in range(chance.randint(1, 6))]
    return {
        "id": f"{day:%y%m}.{number % 100_000:05}",
        "submitter": "Ada Lovelace",
        "authors": ", ".join(f"{first} {last}" for last, first, _ in names),
        "title": f"On Ponds, Part {number}: " + " ".join(chance.choices(_WORDS, k=6)),
        "comments": "12 pages, 3 figures",
        "journal-ref": None,
        "doi": None,
        "report-no": None,
        "categories": f"{WANTED} cs.CL" if number % every == 0 else "cs.CL cs.LG",
        "license": "http://creativecommons.org/licenses/by/4.0/",
        "abstract": " ".join(chance.choices(_WORDS, k=chance.randint(120, 260))) + ".",
        "versions": [{"version": "v1", "created": format_datetime(day, usegmt=True)}],
        "update_date": str(day.date()),
        "authors_parsed": names,
    }


@dataclass(frozen=True, slots=True)
class Promise:
    """What the bar showed: after so many seconds, how many bytes were read and what was left."""

    at: float
    percent: int
    left: int


def run_in_terminal(command: list[str]) -> tuple[list[Promise], str]:
    """A command as somebody at a terminal sees it: what its bar promised, and its last line."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 120))
    start = time.perf_counter()
    promises: list[Promise] = []
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        os.close(theirs)
        while shown := _read(ours):
            at = time.perf_counter() - start
            promises += [
                Promise(at, int(found[1]), _seconds(found[2])) for found in _BAR.finditer(shown)
            ]
        out = process.stdout.read() if process.stdout else ""
    return promises, out.strip().splitlines()[-1]


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65_536).decode(errors="replace")
    except OSError:  # the other end was closed
        return ""


def _seconds(text: str) -> int:
    total = 0
    for part in text.replace("?", "0").split(":"):  # before anything is read
        total = 60 * total + int(part)
    return total


def measure(path: Path, folder: Path) -> dict[str, Any]:
    """Index the wanted papers of a snapshot, and say what it took."""
    command = [sys.executable, "-m", "index", str(path), "--categories", WANTED, "--json"]
    promises, last = run_in_terminal([*command, "--to", str(folder)])
    tally = json.loads(last)
    end = next(promise.at for promise in promises if promise.percent == 100)
    start = promises[0].at
    off = [
        abs(promise.at + promise.left - end)
        for promise in promises
        if promise.at - start > (end - start) / 10 and promise.percent < 100
    ]
    return {
        "bytes": path.stat().st_size, "indexed": tally["new"], "bad": tally["bad"],
        "read_s": end - start,
        "peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3,
        "promises": len(off), "off_s_p50": float(np.median(off or [0])),
        "off_s_worst": max(off, default=0.0),
    }  # fmt: skip


def main(arguments: list[str]) -> int:
    """Print what one snapshot took; returns the exit status."""
    return run(lambda: _run(_parse(arguments)), "python -m benchmarks.snapshot")


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--every", type=int, default=1_000, help="one paper in so many is wanted")
    parser.add_argument("--gzip", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snapshot.json"
        write_snapshot(path, options.lines, options.every, options.gzip)
        facts = {"lines": options.lines} | measure(path, Path(folder) / "index")
    facts["lines_per_s"] = options.lines / max(facts["read_s"], 0.1)
    if options.json:
        print(json.dumps(facts))
    else:
        print("\n".join(f"{name:<20}{value:>16,.2f}" for name, value in facts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
