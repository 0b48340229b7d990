"""What a number counts."""

import pytest

from rag.language.alignment import Alignment
from rag.language.counting import (
    find_miscounted,
    find_near,
    find_other_count,
    is_count,
    is_size,
    read_counted,
)
from rag.language.figures import find_figures
from rag.language.reading import Text


@pytest.mark.parametrize(
    ("text", "words", "head"),
    [
        ("120 hard puzzles were solved", "hard puzzles", "puzzles"),
        ("7B and 32B models", "models", "models"),
        ("a 7B model", "model", None),
        ("45% of them", "", None),
        ("3, of which", "", None),
    ],
)
def test_the_words_behind_a_figure_say_what_it_counts(
    text: str, words: str, head: str | None
) -> None:
    counted = read_counted(Text(text), find_figures(text)[0])
    assert str(counted) == words
    assert (counted.head.lower if counted.head else None) == head


def test_a_count_is_of_things_in_the_plural_and_a_size_of_a_model() -> None:
    count, size = Text("16 layers"), Text("a 7B model")
    assert is_count(count, find_figures(count.text)[0])
    assert not is_count(size, find_figures(size.text)[0])
    assert is_size(size, find_figures(size.text)[0])
    assert not is_size(count, find_figures(count.text)[0])


def miscount(says: str, source: str) -> str:
    pair = Alignment(Text(says), Text(source))
    figure = find_figures(says)[0]
    same = [other for other in find_figures(source) if other.plain == figure.plain]
    return find_miscounted(figure, same, pair)


def test_another_thing_with_the_same_number_is_told() -> None:
    source = "The set has 120 puzzles, 14 general mazes and 8 medical mazes."
    assert miscount("It has 120 puzzles.", source) == ""
    assert miscount("It has 120 examples.", source) == ""  # may be said of anything
    assert miscount("It has 120 speakers.", source) == (
        "says 120 speakers, the source says 120 puzzles"
    )
    assert miscount("It has 14 medical mazes.", source) == (
        "says 14 medical mazes, the source says 8"
    )


def test_another_number_of_the_same_is_known() -> None:
    says, source = Text("a two-stage training"), Text("a three-stage training in two parts")
    assert find_other_count(find_figures(says.text)[0], Alignment(says, source))
    assert not find_other_count(find_figures(says.text)[0], Alignment(says, says))


def test_what_stands_near_a_figure_stands_in_its_sentence() -> None:
    text = Text("Owls hunt. Wrens lay 6 eggs.")
    near = find_near(text, find_figures(text.text)[0])
    assert "wren" in near
    assert "owl" not in near
