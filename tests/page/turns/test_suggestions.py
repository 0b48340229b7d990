"""Questions to ask next."""

from page.turns.suggestions import ask_about, suggest_questions
from tests.conftest import make_paper
from tests.page.conftest import turn_about


def test_suggestions_ask_about_the_papers_at_hand() -> None:
    paper = make_paper("TideNet: Learning the Sea", "It learns.", authors=["Ann Quay"])
    assert ask_about(paper) == "What is TideNet, and what does it show?"
    assert ask_about(make_paper("x" * 80, "An abstract.")) is None
    turn = turn_about("Tides", "They rise.")
    assert suggest_questions(turn.answer) == [
        "What is the main finding of “Tides”?",
        "What is the main finding of “Another”?",
    ]
