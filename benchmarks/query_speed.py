"""Measure how fast a question's papers are found: ours, llama-index's retriever, and bare Chroma.

    python -m benchmarks.query_speed PAPERS.jsonl [--papers N] [--questions FILE] [--json]
    python -m benchmarks.query_speed --index DIR [--questions FILE] [--json]

The papers are indexed first, or an index that was made before is taken. Each question is asked of
all three in turn, so that a busy machine is busy for all, and each time it is embedded anew:

    ours          prepare and retrieve, as the chatbot does, for K passages
    llama-index   its retriever over ChromaVectorStore, with its HuggingFaceEmbedding
    chroma        our encoder, and one Collection.query for K records with all settings as they come

All have the same weights and vectors, and one thread for linear algebra; ours looks for words in
another. Without --questions the papers' titles are asked. Exit status: 0 done; 2 a mistake in the
call or the data; 130 interrupted.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings

from benchmarks.baseline.extra import require_extra
from benchmarks.material import count, read_papers, read_questions
from index.embedding.loading import Embedder, load_embedder
from index.embedding.tokens import Vectors
from index.errors import (
    AskpapersError,
)
from index.papers.chunks import Chunk, split_chunks
from index.paths import read_path
from index.shell import run
from index.store.reader import IndexReader
from rag.query.question import read_question
from rag.retrieval.retriever import Retriever

SYSTEMS = ("ours", "llama-index", "chroma")
QUESTIONS = 200  # titles that are asked where there are no questions
WARM_UP = 10  # questions that are asked before the clock runs
_BATCH = 5_000  # Chroma takes 5,461 records a call

Search = Callable[[str], list[str]]  # question to chunk ids, best first


class BadCall(AskpapersError):
    """Options or data that cannot be measured; the message says why."""


def main(arguments: list[str]) -> int:
    """Measure, and print times and the ratio; returns the exit status."""
    return run(lambda: _run(_parse(arguments)), "python -m benchmarks.query_speed")


def _run(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="askpapers-benchmark-") as place:
        index = _open_index(options, Path(place))
        questions = _read_questions(options.questions, index)
        searches = open_searches(index, Path(place), options.k)
        seconds = _measure(searches, questions, options.rounds)
    report = _to_report(index.count_papers(), len(questions), seconds)
    if options.json:
        print(json.dumps(report))
    else:
        print("\n".join(f"{name + ':':<20}{value:>8.2f}" for name, value in report.items()))
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.query_speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?", metavar="PAPERS.jsonl", help="what the index reads")
    source.add_argument("--index", type=read_path, metavar="DIR", help="an index with our embedder")
    parser.add_argument("--papers", type=count, default=2_000, metavar="N", help="the first N")
    parser.add_argument(
        "--questions", type=read_path, metavar="FILE", help="JSON lines with `question`"
    )
    parser.add_argument("-k", type=count, default=10, metavar="K", help="results of a question")
    parser.add_argument("--rounds", type=count, default=2, metavar="N", help="each asked so often")
    parser.add_argument("--json", action="store_true", help="one JSON object, not a table")
    return parser.parse_args(arguments)


def _open_index(options: argparse.Namespace, place: Path) -> IndexReader:
    """The index that was named, or one of the first papers of the file."""
    if options.index:
        return IndexReader(options.index)
    papers = read_papers(options.file, options.papers)
    lines = (json.dumps(paper.to_dict()) for paper in papers)
    (place / "papers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    index = [sys.executable, "-m", "index", str(place / "papers.jsonl"), "--to"]
    made = subprocess.run([*index, str(place / "index")], stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    if made.returncode:
        raise BadCall(f"the papers of {options.file} could not be indexed, as said above")
    return IndexReader(place / "index")


def _read_questions(file: Path | None, index: IndexReader) -> list[str]:
    if file is None:
        return [paper.title for paper in islice(index.papers(), QUESTIONS)]
    return [read_question(question).text for question in read_questions(file)]


def open_searches(index: IndexReader, place: Path, k: int) -> dict[str, Search]:
    """The systems over the same chunks, for `k` of them; the others' stores are made in `place`."""
    require_extra()
    from benchmarks.baseline.llama_index import load_retriever

    embedder = load_embedder()
    index.check_embedder(embedder.stamp)
    chunks = [chunk for paper in index.papers() for chunk in split_chunks(paper)]
    found = index.vectors(chunk.id for chunk in chunks)
    vectors = np.stack([found[chunk.id] for chunk in chunks])
    return {
        "ours": lambda question: _retrieve(question, index, embedder, k),
        "llama-index": load_retriever(chunks, vectors, place / "llama-index", k),
        "chroma": _load_chroma(chunks, vectors, place / "chroma", embedder, k),
    }


def _retrieve(text: str, index: IndexReader, embedder: Embedder, k: int) -> list[str]:
    found = Retriever(index, embedder).retrieve(read_question(text), k)
    return [passage.chunk.id for passage in found.passages]


def _load_chroma(
    chunks: Sequence[Chunk], vectors: Vectors, folder: Path, embedder: Embedder, k: int
) -> Search:
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    collection = client.create_collection("papers", embedding_function=None)
    for start in range(0, len(chunks), _BATCH):
        batch = chunks[start : start + _BATCH]
        collection.add(
            ids=[chunk.id for chunk in batch],
            embeddings=vectors[start : start + _BATCH],
            documents=[chunk.text for chunk in batch],
        )

    def search(question: str) -> list[str]:
        vector = embedder.read_query(question).vector.tolist()
        return collection.query(query_embeddings=[vector], n_results=k)["ids"][0]

    return search


def _measure(
    searches: dict[str, Search], questions: Sequence[str], rounds: int
) -> dict[str, list[float]]:
    """Seconds of each question and system, whose turn comes first, second and third in turn."""
    seconds: dict[str, list[float]] = {system: [] for system in SYSTEMS}
    for question in questions[:WARM_UP]:
        for search in searches.values():
            search(question)
    for n, question in enumerate(_repeat(questions, rounds)):
        for system in SYSTEMS[n % 3 :] + SYSTEMS[: n % 3]:
            start = time.perf_counter()
            searches[system](question)
            seconds[system].append(time.perf_counter() - start)
    return seconds


def _repeat(questions: Sequence[str], rounds: int) -> Iterator[str]:
    for _ in range(rounds):
        yield from questions


def _to_report(papers: int, questions: int, seconds: dict[str, list[float]]) -> dict[str, float]:
    """Milliseconds, and ours as a multiple of bare Chroma's."""
    report: dict[str, float] = {"papers": papers, "questions": questions}
    for share in (95, 50):
        ours, theirs, bare = (1000 * np.percentile(seconds[s], share) for s in SYSTEMS)
        report |= {
            f"ours_p{share}_ms": round(ours, 2),
            f"llama_index_p{share}_ms": round(theirs, 2),
            f"chroma_p{share}_ms": round(bare, 2),
            "ratio_chroma" if share == 95 else f"ratio_chroma_p{share}": round(ours / bare, 3),
        }
    return report


if __name__ == "__main__":
    # Libraries for linear algebra read it when they are loaded, which they are by now.
    if os.environ.get("OMP_NUM_THREADS") != "1":
        os.execve(  # noqa: S606
            sys.executable,
            [sys.executable, "-m", "benchmarks.query_speed", *sys.argv[1:]],
            os.environ | {"OMP_NUM_THREADS": "1"},
        )
    sys.exit(main(sys.argv[1:]))
