"""How far reading has come, and where a complaint belongs."""

from index.papers.paper import BadPaper
from index.readers.input.types import Gauge, place
from tests.conftest import make_paper


def test_whoever_watches_a_gauge_sees_every_move() -> None:
    gauge, seen = Gauge("B", 10), list[int]()
    gauge.move(3)
    gauge.watch = lambda: seen.append(gauge.done)
    for done in (7, 10):
        gauge.move(done)
    assert seen == [7, 10]


def test_a_complaint_is_told_where_its_record_stands() -> None:
    paper = make_paper()
    placed = place("feed", [(1, paper), (2, BadPaper("no title")), (None, BadPaper("cut off"))])
    assert list(map(str, placed)) == [str(paper), "feed:2: no title", "feed: cut off"]
