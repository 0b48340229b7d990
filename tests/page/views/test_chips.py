"""What was read out of a question, and the question without it."""

from index.papers.filters import PaperFilter
from page.views.chips import keep_chips, list_chips, set_filter
from rag.chatbot import Chatbot


def test_chips_are_what_was_read_and_can_be_taken_away(chatbot: Chatbot) -> None:
    answer = chatbot.ask("What do papers by Google since 2016 say about attention?")
    assert list_chips(answer) == [("since 2016", "dates"), ("by Google", "organization")]
    wish = keep_chips(answer, ["organization"], chatbot.index)
    assert wish.filter == PaperFilter(organization="Google")
    assert "2016" not in wish.question
    assert "Google" not in wish.question
    assert not chatbot.ask(wish.question, filter=wish.filter).filters.since


def test_an_order_is_a_chip_too(chatbot: Chatbot) -> None:
    answer = chatbot.ask("What are the newest papers since 2016?")
    assert ("newest first", "order") in list_chips(answer)
    wish = keep_chips(answer, ["dates"], chatbot.index)
    assert "newest" not in wish.question
    kept = keep_chips(answer, ["order"], chatbot.index)
    assert "newest" in kept.question
    assert not kept.filter


def test_another_filter_takes_the_place_of_the_one_that_was_read(chatbot: Chatbot) -> None:
    answer = chatbot.ask("What do papers since 2016 say about attention?")
    wish = set_filter(answer, PaperFilter.make(until=2015), chatbot.index)
    assert chatbot.ask(wish.question, filter=wish.filter).filters == wish.filter
