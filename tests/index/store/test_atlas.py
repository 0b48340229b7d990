"""The map of an index's papers, and what the index holds at large."""

from pathlib import Path

import pytest

from index.store import atlas
from index.store.atlas import FILE, make_map, read_map, refresh_map
from index.store.reader import IndexReader
from tests.conftest import MakeIndex, make_paper


def test_papers_that_are_near_in_meaning_are_near_on_the_map(two_topics: Path) -> None:
    places = make_map(IndexReader(two_topics))
    assert len(places) == 40
    assert all(0 <= p.x <= 1 and 0 <= p.y <= 1 for p in places)
    near = 0
    for place in places:
        others = [other for other in places if other is not place]
        closest = min(others, key=lambda o: (o.x - place.x) ** 2 + (o.y - place.y) ** 2)
        near += closest.id[:5] == place.id[:5]
    assert near == 40
    kept = read_map(two_topics)
    assert [p.id for p in kept] == [p.id for p in places]
    assert [p.x for p in kept] == pytest.approx([p.x for p in places], abs=1e-4)


def test_the_map_of_one_index_is_always_the_same(two_topics: Path) -> None:
    assert make_map(IndexReader(two_topics)) == make_map(IndexReader(two_topics))


def test_a_large_index_is_sampled_evenly(two_topics: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "MOST", 10)
    ids = [place.id for place in make_map(IndexReader(two_topics))]
    assert ids == [f"tides{n}" for n in range(0, 20, 4)] + [f"bread{n}" for n in range(0, 20, 4)]


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_few_papers_have_a_map_too(tmp_path: Path, make_index: MakeIndex, count: int) -> None:
    make_index(tmp_path, [make_paper(f"T{n}", f"Abstract {n}.") for n in range(count)])
    refresh_map(tmp_path)
    assert len(read_map(tmp_path)) == count


def test_the_map_waits_until_a_tenth_is_new(tmp_path: Path, make_index: MakeIndex) -> None:
    papers = [make_paper(f"T{n}", f"Abstract {n}.") for n in range(23)]
    make_index(tmp_path, papers[:20])
    refresh_map(tmp_path)
    make_index(tmp_path, papers[:22])
    refresh_map(tmp_path)
    assert len(read_map(tmp_path)) == 20
    make_index(tmp_path, papers)
    refresh_map(tmp_path)
    assert len(read_map(tmp_path)) == 23


@pytest.mark.parametrize("text", ["", "{}", '{"places": [[1]]}', '{"places": 3}', "\0"])
def test_a_map_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert read_map(tmp_path) == []


def test_an_index_that_was_never_finished_gets_no_map(tmp_path: Path) -> None:
    refresh_map(tmp_path)
    assert not list(tmp_path.iterdir())
