"""Complaints by kind: a million bad lines are a few kinds, and the first of each is an example."""

import re
from dataclasses import dataclass

from index.papers.paper import BadPaper, Remark

MOST_KINDS = 100  # told apart; what comes later is of the last
OTHER_KINDS = "other kinds"
# A quoted value may be cut off, so that no quote ends it; the apostrophe in "file's" begins none.
# A number goes with what hangs on it, as in dates and DOIs; but the "8" of UTF-8 is no value.
_VALUE = re.compile(
    r"""(?<!\w)(['"])(?:\\.|(?!\1).)*(?:\1|$)"""
    r"|(?<!\w)(?<!\w-)\d(?:\S*[^\s,.:;()])?"
)


@dataclass(slots=True)
class Kind:
    """Complaints that differ in nothing but the values they quote, and the first of them."""

    name: str
    count: int
    first: BadPaper | Remark


class Complaints:
    """How many there were of each kind; in memory stay MOST_KINDS of them."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def add(self, one: BadPaper | Remark) -> int:
        """Count one; returns how many of its kind there are by now."""
        name = name_kind(one.reason)
        if name not in self._kinds and len(self._kinds) >= MOST_KINDS - 1:
            name = OTHER_KINDS
        kind = self._kinds.setdefault(name, Kind(name, 0, one))
        kind.count += 1
        return kind.count

    @property
    def total(self) -> int:
        """How many there were in all."""
        return sum(kind.count for kind in self._kinds.values())

    def kinds(self) -> list[Kind]:
        """The kinds, the commonest first."""
        return sorted(self._kinds.values(), key=lambda kind: -kind.count)


def name_kind(reason: str) -> str:
    """A reason without its values: "date 'Spring' is no date" becomes "date … is no date"."""
    return _VALUE.sub("…", reason)
