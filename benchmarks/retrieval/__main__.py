"""Measure retrieval on BEIR-style folders: words alone, meaning alone, ours, and llama-index.

    python -m benchmarks.retrieval DIR... [--json] [--system NAME...] [--embedder NAME]
                                   [--reranker NAME_OR_PATH] [--qrels FILE] [--keep FOLDER]

A folder holds corpus.jsonl (id or _id, title, abstract or text), queries.jsonl (id or _id,
question or text) and qrels.tsv (query-id, doc-id, relevance). Exit status: 0 done; 1 done, but
some documents or judgements do not fit; 2 a mistake in the call or the data; 130 interrupted.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from benchmarks.baseline.extra import require_extra
from benchmarks.retrieval.beir import QRELS, BadDataset, Dataset, read_dataset
from benchmarks.retrieval.measures import score_run
from benchmarks.retrieval.systems import (
    DEPTH,
    RememberingEmbedder,
    Search,
    search_as_we_do,
    search_by_meaning,
    search_by_words,
)
from index.embedding.loading import PACKAGED, Embedder, load_embedder
from index.errors import IndexMismatch
from index.ingest.arrivals import Arrivals
from index.ingest.build import index_papers
from index.paths import read_path
from index.shell import complain, run
from index.store.reader import IndexReader
from index.store.writer import write_index
from rag.query.question import BadQuestion, Question, read_question
from rag.retrieval.reranker import CrossEncoderReranker, Reranker

SYSTEMS = ("lexical", "dense", "ours", "llama-index")

COLUMNS = (
    "dataset", "system", "ndcg@10", "recall@5", "recall@10", "recall@100", "mrr@10", "queries"
)  # fmt: skip

Row = dict[str, Any]
PROGRAM = "python -m benchmarks.retrieval"


def main(arguments: list[str]) -> int:
    """Measure each folder; returns the exit status, the worst of theirs."""
    return run(
        lambda: _measure_all(_parse(arguments)),
        PROGRAM,
        "interrupted; with --keep, the same command goes on from what is indexed",
    )


def _measure_all(options: argparse.Namespace) -> int:
    if "llama-index" in options.system:
        require_extra()
    embedder = RememberingEmbedder(load_embedder(options.embedder))
    if not options.json:
        print(_format_cells(COLUMNS))
    reranker = CrossEncoderReranker(options.reranker) if options.reranker else None
    return max([_try_folder(f, embedder, reranker, options) for f in options.folders])


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=read_path, metavar="DIR")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, not a table")
    parser.add_argument(
        "--system", nargs="+", choices=SYSTEMS, default=SYSTEMS, help="only these; all by default"
    )
    parser.add_argument("--embedder", metavar="NAME", default=PACKAGED, help="model or its folder")
    parser.add_argument(
        "--reranker", metavar="NAME_OR_PATH", help="a CrossEncoder, for ours; none by default"
    )
    parser.add_argument("--qrels", metavar="FILE", default=QRELS, help="judgements, in the folder")
    parser.add_argument(
        "--keep", type=read_path, metavar="FOLDER", help="where indexes stay for the next run"
    )
    return parser.parse_args(arguments)


def _try_folder(
    folder: Path, embedder: Embedder, reranker: Reranker | None, options: argparse.Namespace
) -> int:
    """Measure one folder and print its rows; a folder that cannot be read stops no other."""
    try:
        dataset = read_dataset(folder, options.qrels)
    except BadDataset as error:
        complain(PROGRAM, str(error))
        return 2
    for complaint in dataset.complaints:
        complain(PROGRAM, f"{dataset.name}: {complaint}")
    with _place(options.keep) as place:
        for row in measure(dataset, embedder, place, options.system, reranker):
            print(json.dumps(row) if options.json else _format_row(row), flush=True)
    return 1 if dataset.complaints else 0


@contextmanager
def _place(keep: Path | None) -> Iterator[Path]:
    """Where the indexes go: a folder that stays, or one that goes."""
    if keep:
        yield keep
    else:
        with tempfile.TemporaryDirectory(prefix="askpapers-benchmark-") as folder:
            yield Path(folder)


def measure(
    dataset: Dataset,
    embedder: Embedder,
    place: Path,
    systems: Iterable[str] = SYSTEMS,
    reranker: Reranker | None = None,
) -> Iterator[Row]:
    """Yield each system's row, with the keys COLUMNS; the measures are 0 to 1.

    Our index is made in, or taken from, `place/<dataset>`, llama-index's in
    `place/<dataset>.llama-index`. The reranker is for "ours" alone. A query that is no question
    to us counts 0 for every system.
    """
    questions = dict(_read_questions(dataset))
    index = _index(dataset, embedder, place / dataset.name)
    for system in systems:
        search = _open_system(system, dataset, index, embedder, place, reranker)
        asked = _progress(f"{dataset.name} {system}", "queries", questions.items())
        run = {
            id: [dataset.documents[paper] for paper in search(question)] for id, question in asked
        }
        scores = score_run(dataset.qrels, run)
        yield {
            "dataset": dataset.name, "system": system, **scores, "queries": len(dataset.queries)
        }  # fmt: skip


def _read_questions(dataset: Dataset) -> Iterator[tuple[str, Question]]:
    for id, text in dataset.queries.items():
        try:
            yield id, read_question(text)
        except BadQuestion as error:
            complain(PROGRAM, f"{dataset.name}: query {id!r} counts 0: {error}")


def _index(dataset: Dataset, embedder: Embedder, folder: Path) -> IndexReader:
    with (
        write_index(folder, embedder.stamp) as ledger,
        Arrivals() as arrivals,
        _progress(f"{dataset.name} index", "documents", total=len(dataset.papers)) as bar,
    ):
        index_papers(
            iter(dataset.papers),
            ledger,
            embedder,
            arrivals,
            report=lambda bad: complain(PROGRAM, str(bad)),
            report_done=bar.update,
        )
    index = IndexReader(folder)
    foreign = sum(paper.id not in dataset.documents for paper in index.papers())
    if foreign:
        raise IndexMismatch(
            f"the index at {folder} holds {foreign} papers that are no documents of "
            f"{dataset.name}; make it anew after: rm -r {folder}"
        )
    return index


def _open_system(
    system: str,
    dataset: Dataset,
    index: IndexReader,
    embedder: Embedder,
    place: Path,
    reranker: Reranker | None,
) -> Search:
    if system == "lexical":
        return search_by_words(index)
    if system == "dense":
        return search_by_meaning(index, embedder)
    if system == "ours":
        return search_as_we_do(index, embedder, reranker)
    from benchmarks.baseline.llama_index import LlamaIndexBaseline  # an extra

    folder = place / f"{dataset.name}.llama-index"
    with _progress(f"{dataset.name} llama-index", "nodes") as bar:
        baseline = LlamaIndexBaseline(dataset.papers, embedder, folder, bar.update)
    return lambda question: baseline.search(question.text, DEPTH)


def _progress(
    name: str, unit: str, items: Iterable[Any] | None = None, total: int | None = None
) -> "tqdm[Any]":
    # On a terminal a moving bar; in a log one line every ten seconds.
    patience = 0.1 if sys.stderr.isatty() else 10
    return tqdm(items, desc=name, total=total, unit=f" {unit}", mininterval=patience)


def _format_row(row: Row) -> str:
    cells = (row[name] for name in COLUMNS)
    return _format_cells(f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in cells)


def _format_cells(cells: Iterable[str]) -> str:
    return " ".join(f"{cell:<16}" if n < 2 else f"{cell:>10}" for n, cell in enumerate(cells))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
