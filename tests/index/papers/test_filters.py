"""Filters and orders: what they mean, and that they hold before anything is ranked."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.errors import BadFilter
from index.papers.filters import ALL, CountRange, Order, PaperFilter, days_of
from index.papers.paper import PaperDate
from index.store import search as filtered
from index.store.health import check_index
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper

PAPERS = [
    make_paper("Tides", "We study tides of the sea.", id="1", published="2021-12-31",
               organization="Google DeepMind", authors=["Jürgen Müller", "Ada Byron King"],
               author_count=2, upvotes=7),
    make_paper("Waves", "We study waves of the sea.", id="2", published="2021",
               organization="Google", authors=["Ada Lovelace"], author_count=1, upvotes=9),
    make_paper("Rain", "We study rain.", id="3", published="2022-01-01",
               organization="Mercedes-Benz AG", author_count=40, comments=0),
    make_paper("Snow", "We study snow.", id="4", listed="2020-05"),
    make_paper("Fog", "We study fog of the sea.", id="5", organization="Googleplex"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, make_index: MakeIndex) -> Path:
    make_index(tmp_path / "index", list(PAPERS))
    return tmp_path / "index"


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
    folder: Path, conditions: dict[str, object], expected: list[str]
) -> None:
    reader = IndexReader(folder)
    assert titles(reader, **conditions) == expected
    assert reader.count(PaperFilter.make(**conditions)) == len(expected)


def test_an_order_leaves_out_what_lacks_its_fact(folder: Path) -> None:
    reader = IndexReader(folder)
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


def test_counts_are_bounds(folder: Path) -> None:
    def with_authors(*bounds: int | None) -> list[str]:
        filter = PaperFilter(counts=(CountRange("authors", *bounds),))
        return [paper.title for paper in IndexReader(folder).select(filter)]

    assert with_authors(2, 2) == ["Tides"]
    assert with_authors(2) == ["Tides", "Rain"]
    assert with_authors(None, 2) == ["Tides", "Waves"]


def test_names_are_found_as_written(folder: Path) -> None:
    reader = IndexReader(folder)
    assert reader.organizations("google") == ["Google", "Google DeepMind"]
    assert reader.count_exact(PaperFilter(organization="google")) == 1
    assert reader.has_author("lovelace")
    assert not reader.has_author("Hochreiter")
    assert not reader.has_author("'); DROP TABLE papers; --")
    assert str(reader.newest_day(date(2026, 1, 1))) == "2022-01-01"
    assert str(reader.newest_day(date(2021, 12, 31))) == "2021-12-31"


# Ways to the same: deep in all; inside the bounds, near by sketches; each chunk named.
WAYS = [{}, {"_MANY": 2}, {"_MANY": 2, "_ORGANIZATIONS": 0}]


@pytest.fixture(params=WAYS, ids=["deep", "bounds", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in request.param.items():
        monkeypatch.setattr(filtered, name, value)


def test_searches_stay_inside_the_filter_and_keep_their_scores(
    folder: Path, embedder: Embedder, way: None
) -> None:
    reader, filter = IndexReader(folder), PaperFilter(organization="Google")
    every = reader.search_terms(["sea", "studi"], 10)
    inside = reader.search_terms(["sea", "studi"], 10, filter)
    assert set(inside) == {"1#0", "2#0"}
    assert inside == pytest.approx({id: every[id] for id in inside})
    # One good result is asked for, and the best of all is outside the filter.
    assert list(reader.search_terms(["rain"], 1, PaperFilter(author="Ada"))) == []
    query = embedder.read_query("Is it snowing?").vector
    assert next(iter(reader.search_vector(query, 1))) == "4#0"
    near = reader.search_vector(query, 1, filter)
    assert set(near) < {"1#0", "2#0"}
    assert near == pytest.approx({id: reader.search_vector(query, 9)[id] for id in near}, abs=1e-5)
    assert reader.search_vector(query, 5, PaperFilter(author="nobody")) == {}


@pytest.mark.parametrize(
    "filter",
    [
        PaperFilter.make("2016", "2019"),
        PaperFilter.make("2021-03"),
        PaperFilter.make(until="2014"),
        PaperFilter.make(organization="University"),
        PaperFilter.make("2015", organization="Google"),
        PaperFilter.make(author="Yoshua Bengio"),
        PaperFilter(counts=(CountRange("authors", 2, 4),)),
        PaperFilter(counts=(CountRange("authors", 4),), until=PaperDate(2018)),
        PaperFilter(PaperDate(2017), listed=True),
    ],
    ids=str,
)
def test_a_filtered_search_is_the_whole_one_without_the_rest(
    sample_folder: Path, embedder: Embedder, filter: PaperFilter, way: None
) -> None:
    reader = IndexReader(sample_folder)
    matching = {paper.id for paper in reader.select(filter)}
    assert 3 < len(matching) < 160
    terms, vector = ["network", "imag", "train", "languag"], embedder.read_query("images").vector
    searches: list[Callable[[int, PaperFilter], dict[str, float]]] = [
        lambda limit, among: reader.search_terms(terms, limit, among),
        lambda limit, among: reader.search_vector(vector, limit, among),
    ]
    for search in searches:
        wanted = {id: s for id, s in search(999, ALL).items() if id.rpartition("#")[0] in matching}
        assert search(999, filter) == pytest.approx(wanted, abs=1e-5)
        assert list(search(3, filter)) == list(wanted)[:3]


@pytest.mark.parametrize(
    ("conditions", "complaint"),
    [
        ({"since": "soon"}, "since: date 'soon' is not YYYY"),
        ({"until": "2021-02-30"}, "is not in the calendar"),
        ({"since": "2022", "until": "2021-12"}, "since 2022 is after until 2021-12"),
        ({"organization": " ?! "}, r"organization '\?!' has no word in it"),
        ({"author": "x" * 301}, "301 characters, more than 300"),
        ({"author": 7}, "author is text, not int"),
    ],
)
def test_what_cannot_be_meant_is_refused(conditions: dict[str, object], complaint: str) -> None:
    with pytest.raises(BadFilter, match=complaint):
        PaperFilter.make(**conditions)


def test_a_filter_is_described_and_goes_through_json() -> None:
    filter = PaperFilter.make("2025-03", None, "NVIDIA", "Ada")
    assert str(filter) == "since 2025-03, by Ada, by NVIDIA"
    assert str(PaperFilter.make("2021", "2021")) == "in 2021"
    counted = PaperFilter(counts=(CountRange("upvotes", 100), CountRange("authors", 1, 1)))
    assert str(counted) == "with at least 100 upvotes, with 1 author"
    for one in (filter, counted, PaperFilter()):
        assert PaperFilter.from_dict(one.to_dict()) == one
    assert not PaperFilter()
    assert Order.parse("authors asc") == Order("authors", descending=False)
    with pytest.raises(BadFilter, match="'sideways' is not a key"):
        Order.parse("sideways")


def test_what_is_given_beats_what_was_read() -> None:
    read = PaperFilter.make("2020", "2021", "Google")
    assert PaperFilter.make(since="2024").over(read) == PaperFilter.make("2024", None, "Google")
    assert PaperFilter.make(organization="NVIDIA").over(read).organization == "NVIDIA"
    assert PaperFilter().over(read) == read


def test_a_date_means_all_its_days() -> None:
    for text, first, last in (
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-03", "2024-02-03", "2024-02-03"),
    ):
        ends = (days_of(PaperDate.parse(first))[0], days_of(PaperDate.parse(last))[1])
        assert days_of(PaperDate.parse(text)) == ends


# as version 0.1 made it


def test_a_changed_record_changes_its_facts(folder: Path, make_index: MakeIndex) -> None:
    moved = make_paper("Rain", "We study rain.", id="3", organization="NVIDIA", authors=["Bo Li"])
    make_index(folder, [moved])
    reader = IndexReader(folder)
    assert titles(reader, organization="Mercedes-Benz") == []
    assert titles(reader, author="Bo Li") == ["Rain"]
    assert titles(reader, since="2022") == []
    # Its text is the same: the derived stores hold it anew for its facts alone.
    assert set(reader.search_terms(["rain"], 5, PaperFilter(organization="NVIDIA"))) == {"3#0"}
    assert reader.search_terms(["rain"], 5, PaperFilter(organization="Mercedes")) == {}
    assert check_index(folder) == []
