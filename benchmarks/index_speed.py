"""Measure how fast papers are indexed: ours, llama-index's own pipeline, and the bare encoder.

    python -m benchmarks.index_speed PAPERS.jsonl [--papers N] [--rounds N] [--json]

All three read the same papers with the same weights. In every round each takes its turn on the
next part of the papers and a new folder, so that a busy machine is busy for all:

    ours          read, chunk, embed and store, as python -m index does
    llama-index   IngestionPipeline: its splitter, HuggingFaceEmbedding, ChromaVectorStore
    encoder       ours without reading and storing: every token of every chunk, as they are indexed

Rates are papers a second over all rounds; what comes once a process (imports, models) is not timed.
Exit status: 0 done; 2 a mistake in the call or the data; 130 interrupted.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.baseline.extra import require_extra
from benchmarks.material import count, read_papers
from index.embedding.loading import Embedder, load_embedder
from index.embedding.tokens import read_chunks
from index.ingest.arrivals import Arrivals
from index.ingest.build import index_papers
from index.papers.chunks import split_chunks
from index.papers.paper import Paper
from index.paths import read_path
from index.readers.sources import open_source
from index.shell import complain, run
from index.store.writer import write_index

PROGRAM = "python -m benchmarks.index_speed"
SYSTEMS = ("ours", "llama-index", "encoder")
PIECE = 256  # papers that the encoder gets at once: what it gives of them takes 100 MB
MANY = 100  # texts to warm up with, so that the encoder does what it does with many

Ingest = Callable[[Path], None]  # a file of papers


def main(arguments: list[str]) -> int:
    """Measure, and print rates and ratios; returns the exit status."""
    return run(lambda: _run(_parse(arguments)), PROGRAM)


def _run(options: argparse.Namespace) -> int:
    papers = read_papers(str(options.file), options.papers)
    with tempfile.TemporaryDirectory(prefix="askpapers-benchmark-") as place:
        seconds = _measure(papers, options.rounds, Path(place))
    report = _to_report(len(papers), seconds)
    if options.json:
        print(json.dumps(report))
    else:
        print("\n".join(f"{name + ':':<22}{value:>8.2f}" for name, value in report.items()))
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=read_path, metavar="PAPERS.jsonl", help="what the index reads")
    parser.add_argument("--papers", type=count, default=2_000, metavar="N", help="the first N")
    parser.add_argument("--rounds", type=count, default=4, metavar="N", help="parts of them")
    parser.add_argument("--json", action="store_true", help="one JSON object, not a table")
    return parser.parse_args(arguments)


def _measure(papers: Sequence[Paper], rounds: int, place: Path) -> dict[str, float]:
    """Seconds of each system over all rounds, its turn coming first, second and third in turn."""
    embedder = load_embedder()
    embedder.read_documents(["loads what many documents need"] * MANY)
    pipeline = _load_pipeline()
    seconds = dict.fromkeys(SYSTEMS, 0.0)
    size = -(-len(papers) // rounds)
    for n, start in enumerate(range(0, len(papers), size)):
        part = papers[start : start + size]
        file = _write_papers(part, place / f"{n}.jsonl")
        for system in SYSTEMS[n % 3 :] + SYSTEMS[: n % 3]:
            folder = place / f"{n}.{system}"
            took = _time(_choose(system, embedder, pipeline, folder, part), file)
            seconds[system] += took
            rate = f"{len(part) / took:.1f} papers/s"
            print(f"round {n + 1}, {system}: {rate}", file=sys.stderr)
    return seconds


def _choose(
    system: str,
    embedder: Embedder,
    pipeline: Callable[[Path, Path], None],
    folder: Path,
    part: Sequence[Paper],
) -> Ingest:
    if system == "ours":
        return lambda file: _index(file, folder, embedder)
    if system == "llama-index":
        return lambda file: pipeline(file, folder)
    chunks = [chunk for paper in part for chunk in split_chunks(paper)]

    def encode(_: Path) -> None:
        for start in range(0, len(chunks), PIECE):
            read_chunks(chunks[start : start + PIECE], embedder)

    return encode


def _index(file: Path, folder: Path, embedder: Embedder) -> None:
    with write_index(folder, embedder.stamp) as ledger, Arrivals() as arrivals:
        records = open_source(str(file)).records
        index_papers(
            records, ledger, embedder, arrivals, report=lambda bad: complain(PROGRAM, str(bad))
        )


def _load_pipeline() -> Callable[[Path, Path], None]:
    require_extra()
    from benchmarks.baseline.llama_index import load_pipeline

    return load_pipeline()


def _time(ingest: Ingest, file: Path) -> float:
    start = time.perf_counter()
    ingest(file)
    return time.perf_counter() - start


def _write_papers(papers: Sequence[Paper], file: Path) -> Path:
    file.write_text("".join(f"{line}\n" for line in _to_lines(papers)), encoding="utf-8")
    return file


def _to_lines(papers: Sequence[Paper]) -> Iterator[str]:
    for paper in papers:
        yield json.dumps({"id": paper.id, "title": paper.title, "abstract": paper.abstract})


def _to_report(papers: int, seconds: dict[str, float]) -> dict[str, float]:
    ours, theirs, encoder = (papers / seconds[system] for system in SYSTEMS)
    return {
        "ours_per_s": round(ours, 2),
        "llama_index_per_s": round(theirs, 2),
        "encoder_per_s": round(encoder, 2),
        "ratio_llama_index": round(ours / theirs, 3),
        "ratio_encoder": round(ours / encoder, 3),
        "papers": papers,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
