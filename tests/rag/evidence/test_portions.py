"""How much is quoted for each aim: bounds that a reader would notice."""

from typing import get_args

import pytest

from rag.evidence.portions import PORTIONS
from rag.query.aim import Aim


def test_each_aim_has_a_portion() -> None:
    assert set(PORTIONS) == set(get_args(Aim))


@pytest.mark.parametrize("aim", PORTIONS)
def test_a_portion_quotes_something_and_a_further_sentence_only_where_it_has_words(
    aim: Aim,
) -> None:
    portion = PORTIONS[aim]
    assert portion.papers >= 1
    assert portion.sentences >= 1
    assert (portion.words > 0) == (portion.sentences > 1)
    assert (portion.added > 0) == (portion.sentences > 1)
    assert portion.several == 0 or portion.several > portion.words


def test_a_list_names_several_papers_and_an_explanation_one() -> None:
    papers = {aim: portion.papers for aim, portion in PORTIONS.items()}
    assert papers == {"fact": 2, "name": 1, "explain": 1, "topic": 5, "list": 5}
    assert PORTIONS["explain"].words > PORTIONS["fact"].words
