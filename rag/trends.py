"""How a topic fares: papers a month that are on it, and the terms that rise.

    python -m rag.trends [--topic "model merging"] [--index DIR] [--json]

A paper is on a topic where its title or one of its sentences holds all of the topic's words,
stemmed; its month is that of its publication, where known, else of its listing. A term rises where
its share of the newest three months' titles is larger than of the twelve before, beyond chance.

Exit status: 0 done; 2 a mistake in the call.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from math import sqrt

from index.papers.filters import Order, PaperFilter, date_of, days_of
from index.papers.paper import Paper, PaperDate
from index.papers.terms import STOP_WORDS, fold_words
from index.paths import read_path
from index.shell import run
from index.store.reader import IndexReader, default_index
from rag.records.news import Topic, holds_topic, read_topic

EARLIEST = date(1600, 1, 1)  # the first journals of science are of 1665
RECENT, BEFORE = 3, 12  # months
MOST_READ = 20_000  # papers of either time whose terms are counted: the newest
RISING = 12  # terms
LEAST = 3  # titles that a rising term is in
CHANCE = 2.0  # standard errors between the two shares, from which a term counts as rising
SAME = 0.8  # share of a word's papers in which a phrase stands, from which the word says no more


@dataclass(frozen=True, slots=True)
class Month:
    """How many papers of a month (YYYY-MM) are on the topic, of how many in all."""

    month: str
    papers: int
    of: int


@dataclass(frozen=True, slots=True)
class Rise:
    """A term with its papers of the recent months, of how many, and the same of those before."""

    term: str
    recent: int
    recent_of: int
    before: int
    before_of: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A topic over time; without a topic of all papers. `recent` are months, first and last."""

    topic: str
    months: tuple[Month, ...]
    recent: tuple[str, str]
    rising: tuple[Rise, ...]


def read_trend(topic: Topic | None, index: IndexReader, today: date) -> Trend:
    """Counts over the whole index, every month from its first paper on the topic to its last.

    Papers of before EARLIEST or after today's month do not count: their dates are wrong.
    """
    span = EARLIEST, today.replace(day=1)
    every = {m: count for m, count in index.overview().months() if span[0] <= m <= span[1]}
    papers = [p for p in find_papers(topic, index) if _month(p) in every] if topic else []
    counts = Counter(filter(None, map(_month, papers))) if topic else Counter(every)
    newest = max(every, default=None)
    if newest is None:
        return Trend(topic.text if topic else "", (), ("", ""), ())
    recent, before = _step(newest, 1 - RECENT), _step(newest, 1 - RECENT - BEFORE)
    groups = _split(papers, recent, before) if topic else _select(index, recent, before, newest)
    months = (Month(f"{m:%Y-%m}", counts[m], every.get(m, 0)) for m in _fill(counts))
    newly = f"{recent:%Y-%m}", f"{newest:%Y-%m}"
    own = set(fold_words(topic.text)) if topic else set()
    return Trend(topic.text if topic else "", tuple(months), newly, find_rising(*groups, own))


def find_papers(topic: Topic, index: IndexReader) -> Iterator[Paper]:
    """All papers on a topic."""
    every = index.generation.chunks
    held = [set(index.search_terms([term], every)) for term in topic.terms]
    chunks = index.chunks(sorted(set.intersection(*held))) if held else {}
    papers = {chunk.paper.id: chunk.paper for chunk in chunks.values()}
    single = len(topic.terms) == 1  # whoever holds it, holds it in one sentence
    yield from (p for p in papers.values() if single or holds_topic(topic, p))


def find_rising(
    recent: Sequence[Paper], before: Sequence[Paper], without: Iterable[str] = ()
) -> tuple[Rise, ...]:
    """The terms that rose most, those of one of the words `without` left out."""
    if not (recent and before):
        return ()
    now, then = _count_terms(recent), _count_terms(before)
    sizes = len(recent), len(before)
    rises = [
        Rise(term, count, sizes[0], then[term], sizes[1])
        for term, count in now.items()
        if count >= LEAST and not (set(term.split()) <= set(without))
    ]
    strong = sorted((r for r in rises if _rate(r) >= CHANCE), key=_place)
    return tuple(_drop_parts(strong))[:RISING]


def _place(rise: Rise) -> tuple[float, int, str]:
    """The strongest first, of equals the phrase before its words."""
    return -_rate(rise), -len(rise.term), rise.term


def _rate(rise: Rise) -> float:
    """By how many standard errors the two shares differ: a test of two proportions."""
    pooled = (rise.recent + rise.before) / (rise.recent_of + rise.before_of)
    error = sqrt(pooled * (1 - pooled) * (1 / rise.recent_of + 1 / rise.before_of))
    return (rise.recent / rise.recent_of - rise.before / rise.before_of) / error if error else 0.0


def _drop_parts(rises: Sequence[Rise]) -> Iterator[Rise]:
    """Of a phrase and its words only what tells more."""
    kept: list[Rise] = []
    for rise in rises[: 20 * RISING]:
        words = set(rise.term.split())
        same = (
            min(rise.recent, other.recent) >= SAME * max(rise.recent, other.recent)
            for other in kept
            if words & set(other.term.split())
        )
        if not any(same):
            kept.append(rise)
            yield rise


def _count_terms(papers: Iterable[Paper]) -> Counter[str]:
    """In how many titles each word and each pair of words stands.

    Of titles alone: what rises in abstracts is "whether", "rather" and "every", by fashion.
    """
    counts: Counter[str] = Counter()
    for paper in papers:
        words = fold_words(paper.title)
        telling = [word if _tells(word) else "" for word in words]
        pairs = {f"{a} {b}" for a, b in pairwise(telling) if a and b}
        counts.update(pairs | set(filter(None, telling)))
    return counts


def _tells(word: str) -> bool:
    return len(word) > 2 and word not in STOP_WORDS and not word.isdecimal()


def _split(papers: list[Paper], recent: date, before: date) -> tuple[list[Paper], list[Paper]]:
    dated = [(month, paper) for paper in papers if (month := _month(paper))]
    now = [paper for month, paper in dated if month >= recent]
    return now, [paper for month, paper in dated if before <= month < recent]


def _select(
    index: IndexReader, recent: date, before: date, newest: date
) -> tuple[list[Paper], list[Paper]]:
    def read(first: date, last: date) -> list[Paper]:
        since, until = (PaperDate(month.year, month.month) for month in (first, last))
        return index.select(PaperFilter(since, until), Order("date"), MOST_READ)

    return read(recent, newest), read(before, _step(recent, -1))


def _month(paper: Paper) -> date | None:
    """The first day of its month; of a year alone, January's."""
    day = date_of(paper)
    return date.fromordinal(days_of(day)[0]).replace(day=1) if day else None


def _fill(counts: Iterable[date]) -> Iterator[date]:
    """Every month from the first to the last."""
    month, last = min(counts, default=None), max(counts, default=None)
    while month and last and month <= last:
        yield month
        month = _step(month, 1)


def _step(month: date, by: int) -> date:
    year, place = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(year, place + 1, 1)


def main(arguments: list[str]) -> int:
    """Print one trend; returns the exit status."""
    return run(lambda: _print_trend(_parse(arguments)), "python -m rag.trends")


def _print_trend(options: argparse.Namespace) -> int:
    topic = read_topic(options.topic) if options.topic is not None else None
    trend = read_trend(topic, IndexReader(options.index), date.today())
    print(json.dumps(asdict(trend), ensure_ascii=False) if options.json else format_trend(trend))
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m rag.trends",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--topic", help="all papers by default")
    parser.add_argument("--index", "--at", type=read_path, default=default_index(), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="the numbers as one JSON object")
    return parser.parse_args(arguments)


def format_trend(trend: Trend) -> str:
    """A line for each month of which the index has papers, and for each rising term."""
    if not trend.months:
        return "no paper with a date is on this topic" if trend.topic else "no paper has a date"
    months = [f"{m.month}  {m.papers:6,} of {m.of:6,}" for m in trend.months if m.of]
    rising = [
        f"{r.term}: {r.recent:,} of {r.recent_of:,}, before {r.before:,} of {r.before_of:,}"
        for r in trend.rising
    ]
    since, until = trend.recent
    head = f"rising from {since} to {until}, against the {BEFORE} months before:"
    return "\n".join([*months, "", head, *(rising or ["none beyond chance"])])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
