"""Where the words of a sentence stand in its source."""

from rag.language.alignment import HOMES, Alignment, is_plain, weigh
from rag.language.reading import Text

SOURCE = Text(
    "Wrens nest in dense hedges. Do wrens sing? Pre-trained owls locate mice accurately. "
    "Herons wade through shallow rivers."
)


def align(text: str) -> Alignment:
    return Alignment(Text(text), SOURCE)


def test_a_sentence_is_at_home_where_most_of_it_stands() -> None:
    pair = align("Owls locate mice.")
    assert pair.homes == (2,)
    assert [word.lower for word in pair.home_words][:3] == ["pre", "trained", "owls"]
    assert all(map(pair.is_home, pair.places.values()))
    assert len(align("Wrens nest, owls locate mice, herons wade, wrens sing.").homes) <= HOMES


def test_a_question_is_a_poorer_home_than_a_statement() -> None:
    assert align("Wrens.").homes == (0,)


def test_a_word_is_found_joined_in_other_forms_and_by_its_family() -> None:
    for text in ("pretrained", "nesting", "accuracy"):
        assert align(text).coverage == 1, text


def test_coverage_is_the_share_of_content_with_plain_words_light() -> None:
    assert align("of the").coverage == 1
    assert align("wrens sing").coverage == 1
    assert align("wrens and penguins").coverage == 0.5
    found, plain = align("wrens considerably").coverage, weigh(Text("considerably").words[0])
    assert found == 1 / (1 + plain)
    assert is_plain("clearly")
