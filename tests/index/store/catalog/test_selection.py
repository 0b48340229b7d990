"""Papers by their facts: what a filter, an order and a name find."""

from datetime import date
from pathlib import Path

import pytest

from index.papers.filters import CountRange, Order, PaperFilter
from index.store.health import check_index
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper


def titles(reader: IndexReader, **conditions: object) -> list[str]:
    return [paper.title for paper in reader.select(PaperFilter.make(**conditions))]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, ["Tides", "Waves", "Rain", "Snow", "Fog"]),
        ({"until": 2021}, ["Tides", "Waves", "Snow"]),
        ({"since": "2021-12-31"}, ["Tides", "Waves", "Rain"]),  # Waves may be of that day
        ({"since": "2022"}, ["Rain"]),
        ({"since": "2020-05-31", "until": "2020-06"}, ["Snow"]),  # listed, where not published
        ({"since": "1900"}, ["Tides", "Waves", "Rain", "Snow"]),  # never without a date
        ({"organization": "google"}, ["Tides", "Waves"]),  # whole words: not Googleplex
        ({"organization": "GOOGLE deepmind"}, ["Tides"]),
        ({"organization": "mercedes benz"}, ["Rain"]),
        ({"organization": "Benz Mercedes"}, []),
        ({"author": "muller"}, ["Tides"]),
        ({"author": "Müller, Jürgen"}, ["Tides"]),
        ({"author": "Ada"}, ["Tides", "Waves"]),
        ({"author": "Ada Müller"}, []),  # of one author
        ({"author": "Ada", "organization": "google", "until": "2021"}, ["Tides", "Waves"]),
    ],
)
def test_a_filter_means_what_it_says(
    with_facts: Path, conditions: dict[str, object], expected: list[str]
) -> None:
    reader = IndexReader(with_facts)
    assert titles(reader, **conditions) == expected
    assert reader.count(PaperFilter.make(**conditions)) == len(expected)


def test_an_order_leaves_out_what_lacks_its_fact(with_facts: Path) -> None:
    reader = IndexReader(with_facts)
    by = {str(order): [p.title for p in reader.select(order=order)] for order in (
        Order("date"), Order("date", descending=False), Order("upvotes"), Order("authors"),
        Order("comments"),
    )}  # fmt: skip
    assert by == {
        "date desc": ["Rain", "Tides", "Waves", "Snow"],
        "date asc": ["Snow", "Waves", "Tides", "Rain"],
        "upvotes desc": ["Waves", "Tides"],
        "authors desc": ["Rain", "Tides", "Waves"],
        "comments desc": ["Rain"],
    }
    assert reader.count(order=Order("authors")) == 3
    assert [p.title for p in reader.select(order=Order("date"), limit=1)] == ["Rain"]


def test_counts_are_bounds(with_facts: Path) -> None:
    def with_authors(*bounds: int | None) -> list[str]:
        filter = PaperFilter(counts=(CountRange("authors", *bounds),))
        return [paper.title for paper in IndexReader(with_facts).select(filter)]

    assert with_authors(2, 2) == ["Tides"]
    assert with_authors(2) == ["Tides", "Rain"]
    assert with_authors(None, 2) == ["Tides", "Waves"]


def test_a_number_that_no_paper_can_have_is_a_number(with_facts: Path) -> None:
    reader = IndexReader(with_facts)
    assert reader.select(PaperFilter(counts=(CountRange("upvotes", least=10**30),))) == []
    all_counted = reader.select(PaperFilter(counts=(CountRange("upvotes", most=10**30),)))
    assert all_counted
    assert reader.select(PaperFilter(), Order("upvotes"), 10**30) == reader.select(
        PaperFilter(), Order("upvotes")
    )


def test_names_are_found_as_written(with_facts: Path) -> None:
    reader = IndexReader(with_facts)
    assert reader.organizations("google") == ["Google", "Google DeepMind"]
    assert reader.count_exact(PaperFilter(organization="google")) == 1
    assert reader.has_author("lovelace")
    assert not reader.has_author("Hochreiter")
    assert not reader.has_author("'); DROP TABLE papers; --")
    assert str(reader.newest_day(date(2026, 1, 1))) == "2022-01-01"
    assert str(reader.newest_day(date(2021, 12, 31))) == "2021-12-31"


def test_a_changed_record_changes_its_facts(with_facts: Path, make_index: MakeIndex) -> None:
    moved = make_paper("Rain", "We study rain.", id="3", organization="NVIDIA", authors=["Bo Li"])
    make_index(with_facts, [moved])
    reader = IndexReader(with_facts)
    assert titles(reader, organization="Mercedes-Benz") == []
    assert titles(reader, author="Bo Li") == ["Rain"]
    assert titles(reader, since="2022") == []
    # Its text is the same: the derived stores hold it anew for its facts alone.
    assert set(reader.search_terms(["rain"], 5, PaperFilter(organization="NVIDIA"))) == {"3#0"}
    assert reader.search_terms(["rain"], 5, PaperFilter(organization="Mercedes")) == {}
    assert check_index(with_facts) == []


def test_a_rank_is_how_many_come_before_and_how_many_share_the_place(
    tmp_path: Path, make_index: MakeIndex
) -> None:
    votes = {"a": 5, "b": 9, "c": 5, "d": None, "e": 5}
    papers = [make_paper(id, "Tides.", id=id, upvotes=n, organization="Sea" if id < "c" else "Bay")
              for id, n in votes.items()]  # fmt: skip
    make_index(tmp_path, papers)
    reader, most, least = IndexReader(tmp_path), Order("upvotes"), Order("upvotes", False)
    everybody, sea = PaperFilter(), PaperFilter.make(organization="Sea")
    assert [reader.rank(id, everybody, most) for id in "abcde"] == [
        (1, 3), (0, 1), (1, 3), (0, 0), (1, 3),
    ]  # fmt: skip
    assert [reader.rank(id, everybody, least) for id in "ab"] == [(0, 3), (3, 1)]
    assert [reader.rank(id, sea, most) for id in "abcx"] == [(1, 1), (0, 1), (0, 0), (0, 0)]
