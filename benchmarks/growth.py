"""What an index costs as it grows: latency, memory, disk and time, from 1,000 papers to 1,000,000.

    python -m benchmarks.growth [PAPERS.jsonl] [--sizes 1000,10000] [--to DIR] [--json]

Embedding a million abstracts takes hours, so all but some are made up: a made-up paper has the
words of three real ones, the vector of a real one moved by noise, the tokens of a real one, and
a date, an organization and authors by chance. The questions are the real papers' titles, embedded
for real, and retrieval is the product's. One index grows through all sizes; each runs in a process
of its own, so that its memory is its own.
"""

import argparse
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from index.embedding.loading import Embedder, EmbedderStamp, load_embedder
from index.embedding.tokens import TokenSigns, Vectors, read_chunks
from index.papers.chunks import split_chunks, split_sentences
from index.papers.filters import ALL, PaperFilter
from index.papers.paper import Paper
from index.paths import read_path
from index.readers.sources import open_source
from index.shell import run
from index.store.reader import IndexReader
from index.store.writer import Changes, write_index
from rag.query.question import read_question
from rag.retrieval.retriever import Retriever

SIZES = (1_000, 10_000, 100_000)
REAL = 200  # papers that are read from the source and embedded
BATCH = 1_000
NOISE = 0.7  # the length of what is added to a vector of length 1
QUESTIONS = 100
ORGANIZATIONS, NAMES, YEARS = 500, 20_000, range(2012, 2026)
# Another one with each question, so that none is answered from what the last has chosen.
FILTERS: dict[str, Callable[[int], PaperFilter]] = {
    "all": lambda _: ALL,
    "a year": lambda n: _between(f"{_year(n)}", f"{_year(n)}"),
    "half the years": lambda n: _between(f"{2019 - n % 2}-{1 + n % 12:02}", None),
    "a month": lambda n: _between(*[f"{_year(n)}-{1 + n % 12:02}"] * 2),
    "an organization": lambda n: PaperFilter.make(organization=f"Institute {n}"),
    "an author": lambda n: PaperFilter.make(author=f"Ada Name{n}"),
}


def _year(n: int) -> int:
    return YEARS[n % len(YEARS)]


def _between(since: str, until: str | None) -> PaperFilter:
    return PaperFilter.make(since=since, until=until)


def make_papers(real: list[Paper], start: int, end: int) -> Iterator[Paper]:
    """Papers of which each is the same whenever it is made."""
    sentences = [[s.text for s in split_sentences(paper)] for paper in real]
    for n in range(start, end):
        chance = random.Random(n)  # noqa: S311 - no secret
        first, *others = (chance.randrange(len(real)) for _ in range(3))
        parts = [*sentences[first], *(chance.choice(sentences[other]) for other in others)]
        yield Paper.make(
            f"{real[first].title} {n}",
            " ".join(parts),
            id=f"made-{n}",
            published=str(date(chance.choice(YEARS), chance.randint(1, 12), chance.randint(1, 28))),
            organization=f"Institute {chance.randrange(ORGANIZATIONS)}",
            authors=[f"Ada Name{chance.randrange(NAMES)}" for _ in range(chance.randint(1, 5))],
            upvotes=chance.randrange(500),
        )


@dataclass(frozen=True, slots=True)
class Real:
    """What was read from the source and embedded: each paper of one chunk, its vector, tokens."""

    papers: list[Paper]
    stamp: EmbedderStamp
    vectors: Vectors
    tokens: list[TokenSigns]


def read_real(source: str) -> Real:
    """The first REAL papers of a source that are one chunk each."""
    records = (r for r in open_source(source).records if isinstance(r, Paper))
    papers = list(islice((r for r in records if len(split_chunks(r)) == 1), REAL))
    embedder = load_embedder()
    chunks = [split_chunks(paper)[0] for paper in papers]
    return Real(papers, embedder.stamp, *read_chunks(chunks, embedder))


def fill(folder: Path, real: Real, start: int, end: int) -> float:
    """Grow an index from one size to another; returns the seconds it took to finish its stores."""
    with write_index(folder, real.stamp) as ledger:
        bar = tqdm(total=end - start, unit="papers", desc="made up", mininterval=10)
        made = make_papers(real.papers, start, end)
        while papers := list(islice(made, BATCH)):
            chunks = [chunk for paper in papers for chunk in split_chunks(paper)]
            chance = np.random.default_rng(start + int(bar.n))
            sources = chance.integers(len(real.papers), size=len(chunks))
            moved = _move(real.vectors[sources], chance)
            tokens = [real.tokens[n] for n in sources]
            ledger.put(Changes(papers, chunks, moved, tokens))
            bar.update(len(papers))
        bar.close()
        began = time.perf_counter()
    return time.perf_counter() - began


def _move(vectors: Vectors, chance: np.random.Generator) -> Vectors:
    noise = chance.normal(size=vectors.shape).astype(np.float32)
    moved = vectors + NOISE * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    unit: Vectors = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return unit


def measure_writing(folder: Path, real: Real, start: int, end: int) -> dict[str, Any]:
    """Grow an index to a size."""
    began = time.perf_counter()
    finishing = fill(folder, real, start, end)
    filling = time.perf_counter() - began - finishing
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {
        "papers": end, "fill_per_s": (end - start) / filling, "finish_s": finishing,
        "disk_mb": disk / 1e6, "writer_mb": _read_peak(),
    }  # fmt: skip


def measure_reading(folder: Path, real: Real) -> dict[str, Any]:
    """Open an index, and ask it with each filter."""
    embedder = load_embedder()
    began = time.perf_counter()
    index = IndexReader(folder)
    row: dict[str, Any] = {"open_s": time.perf_counter() - began}
    for name, choose in FILTERS.items():
        found = _ask(index, embedder, real.papers, choose)
        row |= {f"{name}: {key}": value for key, value in found.items()}
    return row | {"reader_mb": _read_peak()}


def measure_change(folder: Path, real: Real, end: int) -> dict[str, Any]:
    """How long a run takes that brings 100 papers more and 100 changed ones, without embedding."""
    began = time.perf_counter()
    fill(folder, real, end - 100, end + 100)
    return {"change_s": time.perf_counter() - began}


def _ask(
    index: IndexReader,
    embedder: Embedder,
    real: list[Paper],
    choose: Callable[[int], PaperFilter],
) -> dict[str, float]:
    """Milliseconds of a question's retrieval, with its embedding, and of its filter alone."""
    whole, alone, found = [], [], 0
    for n, paper in enumerate(real[:QUESTIONS]):
        filter = choose(n)
        began = time.perf_counter()
        question = read_question(paper.title)
        found += len(Retriever(index, embedder).retrieve(question, 10, filter).passages)
        whole.append(1_000 * (time.perf_counter() - began))
        began = time.perf_counter()
        index.select(filter, limit=10)
        alone.append(1_000 * (time.perf_counter() - began))
    return {
        "p50_ms": float(np.median(whole)), "p95_ms": float(np.percentile(whole, 95)),
        "select_p95_ms": float(np.percentile(alone, 95)), "found": found / len(whole),
    }  # fmt: skip


def _read_peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def _run(function: Any, *arguments: Any) -> Any:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, arguments)


def main(arguments: list[str]) -> int:
    """Print a row for each size; returns the exit status."""
    return run(lambda: _grow(_parse(arguments)), "python -m benchmarks.growth")


def _grow(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.to or Path(temporary)
        real = _run(read_real, options.papers)
        start = 0
        for size in options.sizes:
            row = _run(measure_writing, folder, real, start, size)
            row |= _run(measure_reading, folder, real) | _run(measure_change, folder, real, size)
            print(json.dumps(row) if options.json else _describe(row), flush=True)
            start = size + 100
    return 0


def _describe(row: dict[str, Any]) -> str:
    return "\n".join(f"{name:<32}{value:>12,.1f}" for name, value in row.items()) + "\n"


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", nargs="?", default="sample", metavar="PAPERS.jsonl")
    parser.add_argument("--sizes", type=_read_sizes, default=SIZES, metavar="N,N,…")
    parser.add_argument("--to", type=read_path, metavar="DIR", help="keep the index there")
    parser.add_argument("--json", action="store_true", help="a JSON line for each size")
    return parser.parse_args(arguments)


def _read_sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part.replace("_", "")) for part in text.split(",")))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
