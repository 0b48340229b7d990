"""Which words a text gives a figure to."""

from rag.language.bindings import segments
from rag.language.reading import Text, root


def test_each_figure_of_a_row_has_its_own_words() -> None:
    first, second = segments(Text("Experts reach 65 percent and laymen reach 34 percent."))
    assert [*map(int, (*first.values, *second.values))] == [65, 34]
    assert root("experts") in first.words - second.words
    assert root("laymen") in second.words - first.words


def test_respectively_gives_each_figure_to_a_name() -> None:
    found = segments(Text("Lark and Robin gain 5.8% and 1.5% on mazes, respectively."))
    assert [(segment.paired, *segment.words) for segment in found] == [
        (True, root("lark")), (True, root("robin")),
    ]  # fmt: skip


def test_the_size_of_a_model_is_part_of_its_name_and_no_figure_of_it() -> None:
    assert segments(Text("The 7B model is fast.")) == ()
