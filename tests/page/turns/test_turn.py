"""What follows from turns alone."""

from dataclasses import replace

from page.turns.turn import anchor, cited, to_history, uncited
from tests.page.conftest import turn_about


def test_a_card_is_named_after_turn_and_source() -> None:
    assert anchor(turn_about("Tides", "They rise."), 2) == "s-k1-2"


def test_a_turn_that_failed_is_no_history() -> None:
    turn = turn_about("Tides", "They rise.")
    (exchange,) = to_history([turn, replace(turn, error="Oh.")])
    assert exchange.question == "Why?"


def test_each_paper_comes_once_cited_or_not() -> None:
    answer = turn_about("Tides", "They rise.").answer
    twice = replace(answer, passages=(*answer.passages, *answer.passages))
    assert [passage.paper.title for passage in uncited(twice)] == ["Another"]
    assert [paper.title for paper in cited(twice)] == ["Tides"]
