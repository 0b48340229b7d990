"""Make an index of papers, and look after it.

    python -m index SOURCE... [--to DIR]     index papers; SOURCE is a file, or: sample
    python -m index status [--at DIR]        what is there, and whether the stores agree
    python -m index papers [--at DIR]        list every paper
    python -m index repair [--at DIR]        rebuild the derived stores from the catalog,
                                             and upgrade an older index

Exit status: 0 done; 1 done but some records were bad, or (status) the stores disagree;
2 a mistake in the call, with one line that says which; 130 interrupted.
"""

import argparse
import json
import os
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tqdm import tqdm

from index.build import Tally, index_papers
from index.embedding import PACKAGED, ModelUnavailable, load_embedder
from index.papers import BadPaper
from index.readers import BadSource, Source, open_source
from index.store import (
    IndexBusy,
    IndexMismatch,
    IndexNotFound,
    IndexReader,
    IndexWriter,
    default_index,
)
from index.upkeep import repair_index, set_gate

MISTAKES = (BadSource, IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable, OSError)


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit status."""
    command = _COMMANDS.get(arguments[0]) if arguments else None
    try:
        return command(_parse_at(arguments)) if command else _index(_parse_sources(arguments))
    except BrokenPipeError:
        raise
    except MISTAKES as error:
        _complain(_describe(error))
        return 2
    except KeyboardInterrupt:
        _complain("interrupted; what was written is kept, and the same command goes on from there")
        return 130


def _parse_sources(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m index",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, or: sample")
    parser.add_argument("--to", type=Path, default=default_index(), metavar="DIR")
    parser.add_argument("--embedder", metavar="NAME", default=PACKAGED, help="model or its folder")
    parser.add_argument("--as-of", metavar="DATE", type=_year, help="the year of a saved page")
    parser.add_argument("--json", action="store_true", help="end with one JSON line of counts")
    return parser.parse_args(arguments)


def _parse_at(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m index {arguments[0]}")
    parser.add_argument("--at", type=Path, default=default_index(), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")
    if arguments[0] == "gate":
        parser.add_argument("value", nargs="?", type=_share, metavar="VALUE", help="0 to 1")
    return parser.parse_args(arguments[1:])


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return value


def _year(text: str) -> int:
    if not (text[:4].isdecimal() and 1900 <= int(text[:4]) <= 2100):
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2025 or 2025-10-27")
    return int(text[:4])


def _index(options: argparse.Namespace) -> int:
    sources, refused = _open_sources(options.sources, options.as_of)
    if not sources:
        return 2
    embedder = load_embedder(options.embedder)
    total = Tally()
    with IndexWriter(options.to, embedder.stamp) as writer:
        for source in sources:
            with _progress(source) as bar:
                total += index_papers(
                    source.records,
                    writer,
                    embedder,
                    report_bad=lambda bad, name=source.name: _report_bad(bad, name),  # type: ignore[misc]
                    report_done=bar.update,
                )
    _print_tally(total, options)
    return 2 if refused else 1 if total.bad else 0


def _open_sources(names: list[str], year: int | None) -> tuple[list[Source], int]:
    """The sources that can be read; the others are complained about, and counted."""
    sources, refused = [], 0
    for name in names:
        try:
            sources.append(open_source(name, year))
        except BadSource as error:
            _complain(str(error))
            refused += 1
    return sources, refused


def _progress(source: Source) -> "tqdm[Any]":
    # On a terminal a moving bar with rate and time left; in a log one line every ten seconds.
    patience = 0.1 if sys.stderr.isatty() else 10
    return tqdm(
        total=source.total, unit="papers", desc=Path(source.name).name, mininterval=patience
    )


def _report_bad(bad: BadPaper, name: str) -> None:
    tqdm.write(f"skipped: {bad if bad.source else bad.at(name, None)}", file=sys.stderr)


def _print_tally(tally: Tally, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(tally.to_dict()))
    else:
        counts = ", ".join(f"{count} {name}" for name, count in tally.to_dict().items())
        print(f"{options.to}: {counts}")


def _status(options: argparse.Namespace) -> int:
    try:
        reader = IndexReader(options.at)
    except IndexMismatch as error:
        _complain(str(error))
        return 1
    stamp, counts, span = reader.embedder, reader.counts(), reader.date_span()
    facts = {
        "index": str(options.at),
        "papers": reader.count_papers(),
        "oldest": span[0] if span else None,
        "newest": span[1] if span else None,
        "embedder": stamp.name,
        "dimensions": stamp.dimensions,
        "chunks": counts.catalog,
        "gate": reader.gate,
        "stores": "agree",
    }
    if options.json:
        print(json.dumps(facts))
    else:
        print("\n".join(f"{name + ':':<12}{value}" for name, value in facts.items()))
    return 0


def _papers(options: argparse.Namespace) -> int:
    for paper in IndexReader(options.at).papers():
        date = str(paper.published) if paper.published else "no date"
        print(json.dumps(paper.to_dict()) if options.json else f"{paper.id}  {date}  {paper.title}")
    return 0


def _repair(options: argparse.Namespace) -> int:
    chunks = repair_index(options.at)
    print(json.dumps({"chunks": chunks}) if options.json else f"{options.at}: {chunks} chunks")
    return 0


def _gate(options: argparse.Namespace) -> int:
    if options.value is not None:
        set_gate(options.at, options.value)
    gate = IndexReader(options.at).gate
    print(json.dumps({"gate": gate}) if options.json else f"{options.at}: {gate}")
    return 0


_COMMANDS = {"gate": _gate, "status": _status, "papers": _papers, "repair": _repair}


def _describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the index'}: {error.strerror}"
    return str(error)


def _complain(text: str) -> None:
    print(f"python -m index: {text}", file=sys.stderr)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with closing(sys.stdout):
        try:
            sys.exit(main(sys.argv[1:]))
        except BrokenPipeError:
            # `| head` has read enough; without this Python complains when it closes the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
