"""Derived store: each chunk in 76 bytes, its vector's signs and the facts that filters go by.

Arrays with a row for each chunk, by body. They are walked over in whole, a million in a few
milliseconds, where the catalog would take a second to name half of a million chunks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedding.tokens import Vectors, count_differing
from index.store.catalog.facts import FACTS, Keys
from index.store.catalog.selection import Bounds

Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
_ALIKE = 6  # times as many chunks as are wanted are told by signs alone, and then rated
_BITS = 2 * np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32) - 1


@dataclass(frozen=True, slots=True)
class Sketches:
    """The chunks of one generation.

    Args:
        bodies: whose chunk it is, ascending, shape (chunks,).
        facts: shape (FACTS, chunks).
        signs: of the vector, 1 for each positive dimension, packed; shape (chunks, dimensions / 8).

    """

    bodies: Numbers
    facts: npt.NDArray[np.int32]
    signs: Bytes

    @classmethod
    def make(cls, keys: Keys, vectors: Vectors) -> "Sketches":
        facts = keys[:, 1:].T.astype(np.int32)
        # A copy: a part of the keys would keep all of them in memory.
        return cls(keys[:, 0].copy(), facts, np.packbits(vectors > 0, axis=1))

    @classmethod
    def open(cls, folder: Path) -> "Sketches":
        """From files, which are read when they are needed. Raises OSError, ValueError."""
        names = ("bodies", "facts", "signs")
        made = cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in names))
        if made.facts.shape != (len(FACTS), made.count()) or len(made.signs) != made.count():
            raise ValueError(f"the arrays in {folder} are not of one length")
        return made

    @staticmethod
    def join(parts: "Iterable[Sketches]") -> "Sketches":
        """The chunks of all."""
        every = [part for part in parts if part.count()]
        if not every:
            return Sketches.make(
                np.empty((0, 1 + len(FACTS)), np.int64), np.empty((0, 0), np.float32)
            )
        joined = Sketches(
            np.concatenate([part.bodies for part in every]),
            np.concatenate([part.facts for part in every], axis=1),
            np.concatenate([part.signs for part in every]),
        )
        if (np.diff(joined.bodies) >= 0).all():  # another copy of a million takes 76 MB
            return joined
        order = np.argsort(joined.bodies, kind="stable")
        return Sketches(joined.bodies[order], joined.facts[:, order], joined.signs[order])

    def without(self, bodies: Iterable[int]) -> "Sketches":
        kept = np.isin(self.bodies, list(bodies), invert=True)
        return Sketches(self.bodies[kept], self.facts[:, kept], self.signs[kept])

    def write(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for name in ("bodies", "facts", "signs"):
            np.save(folder / f"{name}.npy", np.ascontiguousarray(getattr(self, name)))

    def count(self) -> int:
        return len(self.bodies)

    def choose(self, bounds: Bounds) -> Numbers:
        """The rows, ascending, of the chunks inside the bounds."""
        inside = np.ones(self.count(), bool)
        for fact, least, most in bounds.ranges:
            values = self.facts[FACTS.index(fact)]
            inside &= (values >= least) & (values <= most)
        if bounds.organizations is not None:
            inside &= np.isin(self.facts[FACTS.index("organization")], bounds.organizations)
        if bounds.bodies is None:
            return np.flatnonzero(inside)
        rows = self._find(np.unique(np.array(bounds.bodies, np.int64)))
        return rows[inside[rows]]

    def _find(self, bodies: Numbers) -> Numbers:
        """The rows of these bodies, which are ascending."""
        starts, ends = (np.searchsorted(self.bodies, bodies, side) for side in ("left", "right"))
        chunks = ends - starts
        # Each body's first row, and one more for each chunk that follows it.
        return np.repeat(starts - np.cumsum(chunks) + chunks, chunks) + np.arange(chunks.sum())

    def find_near(self, vector: Vectors, rows: Numbers, most: int) -> Numbers:
        """Those rows, at most so many, whose signs look most like a vector, in no order.

        Those that share the most signs with the vector are rated by the product of it and the
        signs, ±1 for each dimension, summed up byte by byte from a table. Of 9,577 real chunks the
        best 800 hold .975 of the 100 that are nearest by cosine, and .998 of the nearest 20; of a
        tenth of them, more. Of 71,713 in a million, rating all gives the same 100 in 18 ms, not 7.
        """
        rows = self._find_alike(vector, rows, _ALIKE * most)
        if len(rows) <= most:
            return rows
        padded = np.zeros(8 * self.signs.shape[1], np.float32)
        padded[: len(vector)] = vector
        table = padded.reshape(-1, 8) @ _BITS.T
        # `take` with a mode copies no index: half the time of brackets.
        columns = np.ascontiguousarray(np.take(self.signs, rows, axis=0, mode="clip").T)
        scores = np.zeros(len(rows), np.float32)
        for values, column in zip(table, columns, strict=True):
            scores += np.take(values, column, mode="clip")
        return rows[np.argpartition(-scores, most)[:most]]

    def _find_alike(self, vector: Vectors, rows: Numbers, most: int) -> Numbers:
        """Those rows, at most so many, whose signs differ the least from a vector's."""
        if len(rows) <= most:
            return rows
        signs = np.take(self.signs, rows, axis=0, mode="clip")
        (differing,) = count_differing(np.packbits(vector > 0)[None], signs)
        return rows[np.argpartition(differing, most)[:most]]
