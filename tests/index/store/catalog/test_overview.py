"""What an index holds at large, and what the papers of one run have."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from index.embedding.loading import Embedder
from index.papers.paper import Paper
from index.store.reader import IndexReader
from index.store.writer import Census, open_ledger, take_census
from tests.conftest import MakeIndex

TIDES = Paper.make(
    "Tides", "We study tides.", id="1", authors=["Ann Lee"], published="2021-03", doi="10.1234/a"
)
RAIN = Paper.make("Rain", "It rains.", id="2", author_count=3, organization="Met Office")
SNOW = Paper.make("Snow", "It melts soon.", id="3", published="1994", url="https://e.org/3")
GONE = Paper.make("Ice", "This paper has been withdrawn.", id="4", published="1990")


def take(folder: Path, embedder: Embedder, *papers: Paper) -> Census:
    """The census of a run that has read these."""
    kept = folder / "kept.sqlite3"
    kept.unlink(missing_ok=True)
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("CREATE TABLE kept (id TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO kept VALUES (?)", [(paper.id,) for paper in papers])
    with open_ledger(folder, embedder.stamp) as ledger:
        return take_census(ledger.catalog, kept)


def test_only_papers_of_the_run_that_are_in_the_index_count(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [TIDES, RAIN, SNOW, GONE])
    other = Paper.make("Elsewhere", "It is not here.", id="5", published="1980")
    assert take(tmp_path, embedder, other, GONE, SNOW, RAIN, TIDES) == Census(
        papers=3, date=2, authors=1, organization=1, link=1, doi=1,
        oldest="1994", newest="2021-03", first=TIDES, shortest=RAIN,
    )  # fmt: skip
    assert take(tmp_path, embedder, SNOW) == Census(
        papers=1, date=1, link=1, oldest="1994", newest="1994", first=SNOW, shortest=SNOW
    )
    assert take(tmp_path, embedder, GONE, other) == Census()
    assert take(tmp_path, embedder) == Census()


def test_a_paper_counts_as_it_is_now(
    tmp_path: Path, make_index: MakeIndex, embedder: Embedder
) -> None:
    make_index(tmp_path, [TIDES])
    make_index(tmp_path, [Paper.make("Tides", "They rise.", id="1", published="2022")])
    census = take(tmp_path, embedder, TIDES)
    assert (census.papers, census.date, census.oldest, census.doi) == (1, 1, "2022", 0)


def test_what_an_index_holds_is_counted(two_topics: Path) -> None:
    overview = IndexReader(two_topics).overview()
    assert overview.organizations(5) == [("Harbour", 20), ("Bakery", 5)]
    assert overview.organizations(1) == [("Harbour", 20)]
    # Of n from 0 to 19, 7 leave no rest divided by 3, 7 leave 1, 6 leave 2; twice each.
    assert overview.months() == [
        (date(2024, 1, 1), 14),
        (date(2024, 2, 1), 14),
        (date(2024, 3, 1), 12),
    ]
    assert len(overview.ids()) == 40
    assert datetime.now().astimezone() - overview.indexed_at() < timedelta(hours=1)
