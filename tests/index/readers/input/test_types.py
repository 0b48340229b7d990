"""How far reading has come, for whoever looks on."""

from index.readers.input.types import Gauge


def test_whoever_watches_a_gauge_sees_every_move() -> None:
    gauge, seen = Gauge("B", 10), list[int]()
    gauge.move(3)
    gauge.watch = lambda: seen.append(gauge.done)
    for place in (7, 10):
        gauge.move(place)
    assert seen == [7, 10]
