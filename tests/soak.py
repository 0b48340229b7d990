"""The crash test: an index is written, killed, damaged and read at once, and must never lose.

    python tests/soak.py [--faults N] [--seed N]

Faults follow each other, often before the last one is mended. After some of them one more run must
make catalog, Tantivy and Chroma agree with the source exactly. Readers ask throughout, and may
never cite what the catalog lacks, nor crash.
"""

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import PIPE

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from index.readers.sources import open_source  # noqa: E402
from index.store.health import check_index  # noqa: E402 - found only now
from index.store.reader import IndexReader  # noqa: E402

PAPERS = 48  # in each of the two states of the source, half of them in both
READER = """
import sys, time
from pathlib import Path
from index.store.reader import IndexMismatch, IndexNotFound, IndexReader
import numpy as np
folder, stop = Path(sys.argv[1]), Path(sys.argv[2])
rng, asked, refused, reader = np.random.default_rng(1), 0, 0, None
while not stop.exists():
    try:
        reader = reader.latest() if reader else IndexReader(folder)
        known = {paper.id for paper in reader.papers()}
        for found in (
            reader.search_terms(["model", "learn", "network"], 20),
            reader.search_vector(rng.normal(size=384).astype(np.float32), 20),
        ):
            chunks = reader.chunks(found)
            assert {chunk.paper.id for chunk in chunks.values()} <= known, "cites what is not there"
            assert set(chunks) == set(found), f"finds what has no text: {set(found) - set(chunks)}"
        asked += 1
        time.sleep(0.02)
    except (IndexMismatch, IndexNotFound) as error:  # refused in words: damaged just now
        reader, refused = None, refused + 1
        time.sleep(0.05)
print(asked, refused)
"""


@dataclass
class Soak:
    """One crash test in a folder of its own, and what came of it."""

    folder: Path
    chance: random.Random
    faults: Counter[str] = field(default_factory=Counter)
    checks: int = 0

    @property
    def index(self) -> Path:
        return self.folder / "index"

    def write_sources(self) -> None:
        """Two states of one source: a quarter removed, a quarter added, a quarter changed."""
        papers = [paper.to_dict() for paper in open_source("sample").records]  # type: ignore[union-attr]
        self.chance.shuffle(papers)
        quarter = PAPERS // 4
        stays, changes = papers[:quarter], papers[quarter : 2 * quarter]
        gone, new = papers[2 * quarter : 3 * quarter], papers[3 * quarter : PAPERS]
        changed = [p | {"abstract": p["abstract"] + " A sentence more."} for p in changes]
        for name, state in (("a", stays + changes + gone), ("b", stays + changed + new)):
            self.source(name).write_text("\n".join(map(json.dumps, state)), encoding="utf-8")

    def source(self, name: str) -> Path:
        return self.folder / f"{name}.jsonl"

    def start(
        self, *arguments: object, before: Callable[[], None] | None = None
    ) -> "subprocess.Popen[str]":
        """`python -m index` with these arguments; `before` is done in its process first."""
        return subprocess.Popen(
            [sys.executable, "-m", "index", *map(str, arguments)],
            cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True, preexec_fn=before,
        )  # fmt: skip

    def run(self, name: str) -> None:
        """One whole run over a state of the source, and the check that everything agrees."""
        process = self.start(self.source(name), "--to", self.index, "--prune")
        out, complaints = process.communicate()
        assert process.returncode == 0, f"a run ended with {process.returncode}: {complaints}{out}"
        problems = check_index(self.index)
        assert not problems, problems
        wanted = {p.id: p.text_hash for p in open_source(str(self.source(name))).records}  # type: ignore[union-attr]
        found = {paper.id: paper.text_hash for paper in IndexReader(self.index).papers()}
        assert found == wanted, "the catalog is not the source"
        self.checks += 1

    def kill(self, *command: object) -> None:
        """Start a command and kill it at a moment of its life."""
        process = self.start(*command)
        try:
            process.wait(self.chance.uniform(0, self.lifetime))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()

    def measure(self) -> None:
        """How long a run takes, from its start to its end."""
        start = time.perf_counter()
        self.run("a")
        self.lifetime = 1.1 * (time.perf_counter() - start)

    def kill_run(self) -> None:
        name = self.chance.choice("ab")
        self.kill(self.source(name), "--to", self.index, *self.chance.choice([["--prune"], []]))

    def kill_repair(self) -> None:
        self.kill("repair", "--at", self.index)

    def write_twice(self) -> None:
        """Two writers at once: one of them writes, and the other is told by whom."""
        pair = [self.start(self.source(name), "--to", self.index) for name in "ab"]
        ends = [(process.communicate()[1], process.returncode) for process in pair]
        refused = [complaint for complaint, code in ends if code == 2]
        assert all("is being written by process" in complaint for complaint in refused), ends
        assert sorted(code for _, code in ends) in ([0, 0], [0, 2]), ends

    def flip_bytes(self) -> None:
        files = [
            path for path in (self.index / "stores").rglob("*")
            if path.is_file() and path.stat().st_size and not path.name.endswith(".lock")
        ]  # fmt: skip
        if not files:
            return
        victim = self.chance.choice(files)
        with victim.open("r+b") as file:
            for _ in range(8):
                place = self.chance.randrange(victim.stat().st_size)
                file.seek(place)
                byte = file.read(1)
                file.seek(place)
                file.write(bytes([byte[0] ^ 0xFF]))

    def fill_disk(self) -> None:
        """A run that may not write files as large as it needs."""
        import resource

        limit = self.chance.randrange(20_000, 2_000_000)

        def restrain() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        process = self.start(self.source("b"), "--to", self.index, before=restrain)
        _, complaints = process.communicate()
        assert "Traceback" not in complaints, complaints

    @contextmanager
    def reading(self, count: int) -> Iterator[None]:
        """Readers in processes of their own, for the time of a block."""
        stop = self.folder / "stop"
        readers = [
            subprocess.Popen(
                [sys.executable, "-c", READER, str(self.index), str(stop)],
                cwd=ROOT, stdout=PIPE, stderr=PIPE, text=True,
            )
            for _ in range(count)
        ]  # fmt: skip
        try:
            yield
        finally:
            stop.touch()
            ends = [(*reader.communicate(), reader.returncode) for reader in readers]
        for out, complaints, code in ends:
            # On flipped bytes Tantivy may panic: its library prints that, the reader translates it.
            crashed = code or "Traceback" in complaints
            assert not crashed, f"a reader crashed ({code}): {complaints}"
            self.faults["readings"] += int(out.split()[0])
            self.faults["readings refused in words"] += int(out.split()[1])


def soak(folder: Path, faults: int, seed: int, readers: int = 2) -> Soak:
    """Inject so many faults, and raise AssertionError where anything is lost."""
    test = Soak(folder, random.Random(seed))  # noqa: S311 - no secret
    test.write_sources()
    test.measure()
    kinds = [test.kill_run] * 6 + [
        test.kill_repair,
        test.write_twice,
        test.flip_bytes,
        test.fill_disk,
    ]
    with test.reading(readers):
        for _ in range(faults):
            kind = test.chance.choice(kinds)
            kind()
            test.faults[kind.__name__] += 1
            if test.chance.random() < 0.3:
                test.run(test.chance.choice("ab"))
        test.run("b")
    return test


def main() -> int:
    """Run the test and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=int(time.time()), metavar="N")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        test = soak(Path(folder), options.faults, options.seed)
    print(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in test.faults.items()))
    print(f"{test.checks} times one more run made the stores agree with the source: nothing lost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
