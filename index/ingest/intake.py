"""Sources in, an index out: one run over several of them, with its bars and its complaints."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from index.embedding.loading import Embedder
from index.errors import BadSource
from index.ingest.arrivals import Arrivals
from index.ingest.build import Tally, index_papers
from index.ingest.report import Report
from index.papers.cleaning import escape_hidden
from index.papers.paper import BadPaper, Paper, Record, Remark
from index.readers.sources import ReadOptions, Source, open_source
from index.store.atlas import refresh_map
from index.store.writer import Ledger, check_space, take_census, write_index

KEPT = "fetched"  # beside the stores: what was fetched from the network
_SAID = 20  # complaints of one kind that are said one by one

Say = Callable[[str], object]  # one line to whoever looks on


def write_line(text: str) -> None:
    """A line on standard error, above a bar that may be there."""
    tqdm.write(text, file=sys.stderr)


class Intake:
    """One run over some sources, into the index in a folder.

    Opening says what is wrong with a source, and leaves it out; `refused` counts these, and those
    that broke off later; `report` is filled while it runs. With `bars` it is seen how far it is.
    """

    _ledger: Ledger  # as long as it runs

    def __init__(
        self, names: list[str], folder: Path, embedder: Embedder, options: ReadOptions,
        *, say: Say = write_line, bars: bool = True,
    ) -> None:  # fmt: skip
        self._folder, self._embedder, self._say, self._bars = folder, embedder, say, bars
        self._options = replace(options, known=self._look_up, kept=folder / KEPT)
        self.refused = 0
        self.report = Report()
        self.sources = list(self._open(names))

    def run(self, *, prune: bool = False) -> Tally:
        """Read and index; with `prune` take out what no source has any more.

        A source that breaks off keeps nothing else out. Raises what `write_index` does.
        """
        report, whole, stamp = self.report, list[Source](), self._embedder.stamp
        storing = _Storing(self._bars)
        with write_index(self._folder, stamp, storing) as self._ledger, Arrivals() as arrivals:
            expected = sum(source.total or 0 for source in self.sources)
            check_space(self._folder, self._ledger, expected)
            for source in self.sources:
                refused = self.refused
                report.tally += self._index(source, arrivals)
                if self.refused == refused:
                    whole.append(source)
            if prune:
                amiss = report.tally.bad + self.refused
                report.tally.removed = self._prune(arrivals, amiss)
            report.census = take_census(self._ledger.catalog, arrivals.finish())
        for source in whole:
            source.finish()
        refresh_map(self._folder)
        return report.tally

    def _look_up(self, ids: Iterable[str]) -> dict[str, Paper]:
        return self._ledger.known(ids)

    def _open(self, names: list[str]) -> Iterator[Source]:
        for name in names:
            try:
                yield open_source(name, self._options)
            except BadSource as error:
                self._refuse(error)

    def _refuse(self, error: BadSource) -> None:
        self._say(escape_hidden(f"python -m index: {error}"))
        self.refused += 1

    def _index(self, source: Source, arrivals: Arrivals) -> Tally:
        def report(said: BadPaper | Remark) -> None:
            self._tell(said if said.source else said.at(source.name, None))

        with _open_bar(source, self._bars) as bar:
            return index_papers(
                self._read(source),
                self._ledger,
                self._embedder,
                arrivals,
                report=report,
                report_done=bar.update if source.gauge is None else lambda _: None,
            )

    def _tell(self, said: BadPaper | Remark) -> None:
        """Say it, unless many of its kind were said: a bad file must not fill a terminal."""
        is_bad = isinstance(said, BadPaper)
        sort, known = ("skipped", self.report.skipped) if is_bad else ("note", self.report.left_out)
        count = known.add(said)
        if count <= _SAID:
            self._say(f"{sort}: {said}")
        elif count == _SAID + 1:
            self._say(f"{sort}: and more of these, which are counted at the end")

    def _read(self, source: Source) -> Iterator[Record]:
        try:
            yield from source.records
        except BadSource as error:
            self._refuse(error)

    def _prune(self, arrivals: Arrivals, amiss: int) -> int:
        """Not where some of it may hide in what could not be read."""
        if amiss:
            self._say(
                f"python -m index: nothing is pruned, since {amiss} sources or records could not "
                "be read"
            )
            return 0
        return self._ledger.keep_only(arrivals.finish())


def _open_bar(source: Source, shown: bool) -> "tqdm[Any]":
    # On a terminal a moving bar with rate and time left; in a log one line every ten seconds.
    gauge = source.gauge
    unit = gauge.unit if gauge else "papers"
    bar = tqdm(
        total=gauge.total if gauge else source.total, unit=unit, unit_scale=unit == "B",
        desc=escape_hidden(Path(source.name).name), mininterval=0.1 if sys.stderr.isatty() else 10,
        # Reading comes in bursts between two batches, so that the last seconds tell little.
        smoothing=0.01 if gauge else 0.3, disable=not shown,
    )  # fmt: skip
    if gauge:

        def move() -> None:
            bar.total = gauge.total
            bar.update(gauge.done - bar.n)

        gauge.watch = move
    return bar


class _Storing:
    """A bar for the stores that are made at the end, where they are more than one batch."""

    def __init__(self, shown: bool) -> None:
        self._shown = shown
        self._stored = 0
        self._bar: tqdm[Any] | None = None

    def __call__(self, chunks: int) -> None:
        if self._shown and self._stored and self._bar is None:
            self._bar = tqdm(unit="chunks", desc="storing", initial=self._stored)
        self._stored += chunks
        if self._bar is not None:
            self._bar.update(chunks)
