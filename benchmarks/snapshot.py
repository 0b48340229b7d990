"""How arXiv's metadata snapshot streams: papers a second, memory, and whether the time left is true.

    python -m benchmarks.snapshot [--lines 300000] [--every 1000] [--gzip] [--json]

The snapshot is made up, of the size and shape of arXiv's: a line has about 1,700 bytes, and one
paper in `--every` is in the category that is asked for. Embedding 300,000 abstracts takes hours, so
what is measured is `python -m index SNAPSHOT --categories cs.ZZ` as it is used: everything is read,
the few that are wanted are indexed. The bar's time left is noted at each move and compared with
the time that was then really left.
"""

import argparse
import gzip
import json
import random
import resource
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import numpy as np

from index import intake as intake_room
from index.embedding import load_embedder
from index.intake import Intake
from index.readers import ReadOptions

WANTED = "cs.ZZ"
_WORDS = [
    "we",
    "study",
    "how",
    "ponds",
    "of",
    "several",
    "sizes",
    "keep",
    "their",
    "water",
    "and",
    "show",
    "that",
    "a",
    "model",
    "of",
    "tides",
    "with",
    "few",
    "parameters",
    "explains",
    "what",
    "was",
    "measured",
    "over",
    "years",
    "of",
    "rain",
    "wind",
    "and",
    "frost",
    "in",
    "other",
    "places",
]


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


@dataclass
class Watch:
    """The bar's promises: (seconds since the start, seconds left as it showed)."""

    start: float = field(default_factory=time.perf_counter)
    shown: list[tuple[float, float]] = field(default_factory=list)

    def note(self, bar: Any) -> None:
        facts = bar.format_dict
        if facts["rate"] or facts["n"]:
            rate = facts["rate"] or facts["n"] / max(facts["elapsed"], 1e-9)
            left = (facts["total"] - facts["n"]) / rate
            self.shown.append((time.perf_counter() - self.start, left))

    def errors(self, end: float) -> list[float]:
        """How far off each promise was, as a share of the whole run; the first tenth left out."""
        return [abs(at + left - end) / end for at, left in self.shown if at > end / 10]


def measure(path: Path, folder: Path) -> dict[str, Any]:
    """Index the wanted papers of a snapshot, and say what it took."""
    embedder = load_embedder()
    options = ReadOptions(categories=frozenset({WANTED}))
    intake = Intake([str(path)], folder, embedder, options)
    (source,) = intake.sources
    watch = Watch()
    open_bar = intake_room._open_bar

    def open_watched(*arguments: Any) -> Any:
        bar = open_bar(*arguments)
        assert source.gauge  # noqa: S101 - a snapshot has one
        move = source.gauge.watch

        def move_and_note() -> None:
            move()
            watch.note(bar)

        source.gauge.watch = move_and_note
        return bar

    intake_room._open_bar = open_watched
    before = _peak()
    tally = intake.run()
    read = watch.shown[-1][0]
    errors = watch.errors(read)
    return {
        "bytes": path.stat().st_size, "indexed": tally.new, "bad": tally.bad, "read_s": read,
        "whole_s": time.perf_counter() - watch.start, "peak_mb": _peak(), "before_mb": before,
        "time_left_off_p50": float(np.median(errors)),
        "time_left_off_p95": float(np.percentile(errors, 95)),
    }  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def main() -> None:
    """Print what one snapshot took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--every", type=int, default=1_000, help="one paper in so many is wanted")
    parser.add_argument("--gzip", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snapshot.json"
        write_snapshot(path, options.lines, options.every, options.gzip)
        facts = {"lines": options.lines} | measure(path, Path(folder) / "index")
    facts["lines_per_s"] = options.lines / facts["read_s"]
    if options.json:
        print(json.dumps(facts))
    else:
        print("\n".join(f"{name:<20}{value:>16,.2f}" for name, value in facts.items()))


if __name__ == "__main__":
    main()
