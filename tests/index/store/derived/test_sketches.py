"""Signs and facts of chunks in arrays: what is chosen by them, and what is near by them."""

from pathlib import Path

import numpy as np
import pytest

from index.store.catalog.facts import FACTS
from index.store.catalog.selection import Bounds
from index.store.derived.sketches import Sketches

# body, first and last day, first and last day new, organization; body 3 has two chunks.
KEYS = np.array([
    [1, 100, 100, 101, 101, 7],
    [2, 100, 130, 100, 130, 8],
    [3, 200, 200, 200, 200, 7],
    [3, 200, 200, 200, 200, 7],
    [9, 2**31 - 1, -1, 2**31 - 1, -1, -1],
])  # fmt: skip
CHANCE = np.random.default_rng(5)
VECTORS = CHANCE.normal(size=(len(KEYS), 20)).astype(np.float32)


@pytest.fixture
def sketches(tmp_path: Path) -> Sketches:
    """As a reader has them; made in two parts, the later bodies first."""
    parts = [Sketches.make(KEYS[at], VECTORS[at]) for at in (slice(2, 5), slice(0, 2))]
    Sketches.join(parts).write(tmp_path / "sketches")
    return Sketches.open(tmp_path / "sketches")


@pytest.mark.parametrize(
    ("ranges", "organizations", "bodies", "rows"),
    [
        ((), None, None, [0, 1, 2, 3, 4]),
        ([("last_day", 120, 2**31 - 1)], None, None, [1, 2, 3]),
        ([("first_day", -1, 150), ("last_day", 120, 2**31 - 1)], None, None, [1]),
        ([("first_new", -1, 100)], None, None, [1]),
        ((), (7,), None, [0, 2, 3]),
        ((), (), None, []),
        ((), None, (3, 5, 9), [2, 3, 4]),
        ([("last_day", 0, 2**31 - 1)], (7,), (9, 3), [2, 3]),
        ((), None, (), []),
    ],
)
def test_chunks_are_chosen_by_facts_and_by_body(
    sketches: Sketches,
    ranges: list[tuple[str, int, int]],
    organizations: tuple[int, ...] | None,
    bodies: tuple[int, ...] | None,
    rows: list[int],
) -> None:
    bounds = Bounds(tuple(ranges), organizations, bodies, whole=True)
    assert sketches.choose(bounds).tolist() == rows


def test_what_is_taken_out_is_gone_and_the_rest_as_it_was(sketches: Sketches) -> None:
    left = sketches.without([3, 4])
    assert left.bodies.tolist() == [1, 2, 9]
    assert left.facts[FACTS.index("organization")].tolist() == [7, 8, -1]
    assert np.array_equal(left.signs, sketches.signs[[0, 1, 4]])
    assert Sketches.join([Sketches.join([]), left]).bodies.tolist() == [1, 2, 9]
    assert Sketches.join([]).count() == 0


def test_the_best_by_signs_are_those_of_the_highest_product() -> None:
    vectors = CHANCE.normal(size=(3_000, 20)).astype(np.float32)
    keys = np.zeros((3_000, 1 + len(FACTS)), np.int64)
    keys[:, 0] = np.arange(3_000)
    made, query = Sketches.make(keys, vectors), vectors[17]
    rows = np.arange(0, 3_000, 2)
    products = np.where(vectors[rows] > 0, 1, -1) @ query
    found = made.find_near(query, rows, 250)
    assert len(found) == 250
    assert set(found) <= set(rows)
    threshold = np.sort(products)[-250] - 1e-4
    assert all(products[row // 2] >= threshold for row in found)
    # Of more than six times as many, those with the most signs in common are rated.
    fewer = made.find_near(query, rows, 100)
    assert len(fewer) == 100
    assert len(set(fewer) & set(rows[np.argsort(-products)[:100]])) >= 95
    assert made.find_near(query, rows[:5], 40).tolist() == rows[:5].tolist()


def test_arrays_that_do_not_fit_each_other_are_not_opened(
    sketches: Sketches, tmp_path: Path
) -> None:
    np.save(tmp_path / "sketches" / "signs.npy", sketches.signs[:2])
    with pytest.raises(ValueError, match="not of one length"):
        Sketches.open(tmp_path / "sketches")
