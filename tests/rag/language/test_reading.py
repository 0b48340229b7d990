"""A text as words: their roots, their clauses, and numbers that are words."""

import pytest

from rag.language.reading import (
    NUMERALS,
    Text,
    has_figure,
    is_verb,
    list_words,
    read_number,
    root,
    says_something,
    stem,
)


def test_a_word_knows_its_clause_and_its_sentence() -> None:
    text = Text("Owls hunt at night, e.g. in barns, while wrens sleep. Do they dream?")
    where = {word.lower: (word.clause, word.sentence) for word in text.words}
    assert where["owls"][1] == where["barns"][1] == 0
    assert where["owls"][0] < where["wrens"][0] < where["dream"][0]
    assert text.questions == {1}
    assert [text.words[n].lower for n in text.content][:3] == ["owls", "hunt", "night"]


def test_forms_share_a_stem_and_synonyms_a_root() -> None:
    assert stem("took") == stem("takes")
    assert stem("normalised") == stem("normalizing")
    assert stem("highest") == stem("high")
    assert stem("lower") != stem("low")  # a verb too
    assert root("outperforms") == root("beats") != root("trails")


def test_function_words_and_numbers_say_nothing() -> None:
    assert [w for w in ("model", "of", "seven", "million", "7b") if says_something(w)] == ["model"]
    assert is_verb("outperforms")
    assert not is_verb("model")
    assert list_words(" a b\na ") == {"a", "b"}


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("Five", 5), ("a  couple of", 2)])
def test_a_number_of_a_question_is_read(text: str, number: int) -> None:
    assert read_number(text) == number


def test_a_figure_is_a_number_and_no_part_of_a_name() -> None:
    assert all(map(has_figure, ("4 datasets", "twelve", "thousands of", "thirty")))
    assert not any(map(has_figure, ("GPT-4", "one", "none", "")))
    assert (NUMERALS["zero"], NUMERALS["nineteen"], NUMERALS["ninety"]) == (0, 19, 90)
