"""Make an index of papers, and look after it.

    python -m index SOURCE... [--to DIR]     index papers; SOURCE is a file, or: sample
                              [--prune]      and take out those that no SOURCE has any more
    python -m index status [--at DIR]        what is there, and whether it is sound
    python -m index papers [--at DIR]        list every paper
    python -m index repair [--at DIR]        make the derived stores anew from the catalog,
                                             and upgrade an older index
    python -m index gate [VALUE] [--at DIR]  from which confidence on a question is answered
    python -m index map [--at DIR]           draw the page's map of the papers anew
    python -m index export FILE [--at DIR]   write the index as one file
    python -m index import FILE [--to DIR]   make an index from such a file

Exit status: 0 done; 1 done but some records were bad, or (status) the index is not sound;
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

from index.arrivals import Arrivals
from index.atlas import refresh_map
from index.build import Tally, index_papers
from index.commands import COMMANDS, complain, run_command
from index.embedding import PACKAGED, ModelUnavailable, load_embedder
from index.papers import BadPaper
from index.readers import BadSource, Source, open_source
from index.store import (
    IndexBusy,
    IndexMismatch,
    IndexNotFound,
    IndexWriter,
    default_index,
)

MISTAKES = (BadSource, IndexNotFound, IndexMismatch, IndexBusy, ModelUnavailable, OSError)


def main(arguments: list[str]) -> int:
    """Run one command; returns its exit status."""
    try:
        if arguments and arguments[0] in COMMANDS:
            return run_command(arguments)
        return _index(_parse_sources(arguments))
    except BrokenPipeError:
        raise
    except MISTAKES as error:
        complain(_describe(error))
        return 2
    except KeyboardInterrupt:
        complain("interrupted; what was written is kept, and the same command goes on from there")
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
    parser.add_argument(
        "--prune", action="store_true", help="take out papers that no SOURCE has any more"
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON line of counts")
    return parser.parse_args(arguments)


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
    with (
        IndexWriter(options.to, embedder.stamp, _Storing()) as writer,
        Arrivals() as arrivals,
    ):
        writer.check_space(sum(source.total for source in sources))
        for source in sources:
            with _progress(source) as bar:
                total += index_papers(
                    source.records,
                    writer,
                    embedder,
                    arrivals,
                    report_bad=lambda bad, name=source.name: _report_bad(bad, name),  # type: ignore[misc]
                    report_done=bar.update,
                )
        if options.prune:
            total.removed = _prune(writer, arrivals, total.bad + refused)
    refresh_map(options.to)
    _print_tally(total, options)
    return 2 if refused else 1 if total.bad else 0


def _prune(writer: IndexWriter, arrivals: Arrivals, amiss: int) -> int:
    """Take out what no source has; not where some of it may hide in what could not be read."""
    if amiss:
        complain(f"nothing is pruned, since {amiss} sources or records could not be read")
        return 0
    return writer.keep_only(arrivals.finish())


def _open_sources(names: list[str], year: int | None) -> tuple[list[Source], int]:
    """The sources that can be read; the others are complained about, and counted."""
    sources, refused = [], 0
    for name in names:
        try:
            sources.append(open_source(name, year))
        except BadSource as error:
            complain(str(error))
            refused += 1
    return sources, refused


def _progress(source: Source) -> "tqdm[Any]":
    # On a terminal a moving bar with rate and time left; in a log one line every ten seconds.
    patience = 0.1 if sys.stderr.isatty() else 10
    return tqdm(
        total=source.total, unit="papers", desc=Path(source.name).name, mininterval=patience
    )


class _Storing:
    """A bar for the stores that are made at the end, where they are more than one batch."""

    def __init__(self) -> None:
        self._stored = 0
        self._bar: tqdm[Any] | None = None

    def __call__(self, chunks: int) -> None:
        if self._stored and self._bar is None:
            self._bar = tqdm(unit="chunks", desc="storing", initial=self._stored)
        self._stored += chunks
        if self._bar is not None:
            self._bar.update(chunks)


def _report_bad(bad: BadPaper, name: str) -> None:
    tqdm.write(f"skipped: {bad if bad.source else bad.at(name, None)}", file=sys.stderr)


def _print_tally(tally: Tally, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(tally.to_dict()))
    else:
        print(f"{options.to}: {tally}")


def _describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'the index'}: {error.strerror}"
    return str(error)


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with closing(sys.stdout):
        try:
            sys.exit(main(sys.argv[1:]))
        except BrokenPipeError:
            # `| head` has read enough; without this Python complains when it closes the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)
