"""The map of an index's papers, and what the index holds at large."""

import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from index.store import atlas
from index.store.atlas import FILE, make_map, read_map, refresh_map
from index.store.reader import IndexReader
from tests.conftest import ROOT, MakeIndex, make_paper

TOPICS = {
    "tides": "The moon moves the water of the sea in tides number {n}.",
    "bread": "Flour, yeast and an oven make loaf of bread number {n}.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, make_index: MakeIndex) -> Path:
    """Twenty papers on tides and twenty on bread."""
    folder = tmp_path_factory.mktemp("atlas") / "index"
    papers = [
        make_paper(
            f"{topic} {n}",
            text.format(n=n),
            id=f"{topic}{n}",
            published=f"2024-0{1 + n % 3}",
            organization="Harbour" if topic == "tides" else "Bakery" if n < 5 else None,
        )
        for topic, text in TOPICS.items()
        for n in range(20)
    ]
    make_index(folder, list(papers))
    return folder


def test_papers_that_are_near_in_meaning_are_near_on_the_map(folder: Path) -> None:
    places = make_map(IndexReader(folder))
    assert len(places) == 40
    assert all(0 <= p.x <= 1 and 0 <= p.y <= 1 for p in places)
    near = 0
    for place in places:
        others = [other for other in places if other is not place]
        closest = min(others, key=lambda o: (o.x - place.x) ** 2 + (o.y - place.y) ** 2)
        near += closest.id[:5] == place.id[:5]
    assert near == 40
    kept = read_map(folder)
    assert [p.id for p in kept] == [p.id for p in places]
    assert [p.x for p in kept] == pytest.approx([p.x for p in places], abs=1e-4)


def test_the_map_of_one_index_is_always_the_same(folder: Path) -> None:
    assert make_map(IndexReader(folder)) == make_map(IndexReader(folder))


def test_a_large_index_is_sampled_evenly(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "MOST", 10)
    ids = [place.id for place in make_map(IndexReader(folder))]
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


def test_a_run_draws_the_map_and_a_command_draws_it_anew(tmp_path: Path) -> None:
    source, folder = tmp_path / "papers.jsonl", tmp_path / "index"
    source.write_text('{"title": "Tides", "abstract": "They rise."}\n')
    for arguments in ([str(source), "--to", str(folder)], ["map", "--at", str(folder)]):
        done = subprocess.run(
            [sys.executable, "-m", "index", *arguments],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert len(read_map(folder)) == 1
        (folder / FILE).unlink()


def test_what_an_index_holds_is_counted(folder: Path) -> None:
    overview = IndexReader(folder).overview()
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
