"""Searches under a filter: those of the whole index without the rest, in every way there is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedding.loading import Embedder
from index.papers.filters import ALL, CountRange, PaperFilter
from index.papers.paper import PaperDate
from index.store import search as filtered
from index.store.reader import IndexReader

# Ways to the same: deep in all; inside the bounds, near by sketches; each chunk named.
WAYS = [{}, {"_MANY": 2}, {"_MANY": 2, "_ORGANIZATIONS": 0}]


@pytest.fixture(params=WAYS, ids=["deep", "bounds", "named"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in request.param.items():
        monkeypatch.setattr(filtered, name, value)


def test_searches_stay_inside_the_filter_and_keep_their_scores(
    with_facts: Path, embedder: Embedder, way: None
) -> None:
    reader, filter = IndexReader(with_facts), PaperFilter(organization="Google")
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
