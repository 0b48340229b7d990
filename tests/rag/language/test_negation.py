"""What denies, and which words are opposites."""

import pytest

from rag.language.negation import denies, has_positive, is_contracted, poles
from rag.language.reading import Text


@pytest.mark.parametrize(
    ("text", "at"),
    [("it is not so", 2), ("it fails", 1), ("it doesn't", 2), ("an unreliable one", 1),
     ("a wireless one", 1), ("without it", 0)],
)  # fmt: skip
def test_a_word_denies(text: str, at: int) -> None:
    read = Text(text)
    assert [denies(read, n) for n in range(len(read.words))].index(True) == at


def test_what_only_looks_like_a_denial_is_none() -> None:
    read = Text("under a unified union, understand less of an image until it ends")
    assert not any(denies(read, n) for n in range(len(read.words)))
    assert is_contracted(Text("doesn't"), 1)
    assert not is_contracted(Text("t"), 0)


def test_a_prefix_denies_what_has_a_positive() -> None:
    assert all(map(has_positive, ("inaccurate", "nonlinear", "impossible", "disregard")))
    assert not any(map(has_positive, ("under", "input", "image", "until")))


def test_opposites_stand_at_the_poles_of_one_axis() -> None:
    faster, slower = poles("faster"), poles("slower")
    assert {(axis, 1 - side) for axis, side in faster} & slower
    assert poles("rapidly") & faster
    assert poles("penguin") == frozenset()
