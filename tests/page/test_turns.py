"""What the page shows: pure functions of turns, and hostile text that stays text."""

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr
import pytest

from index.papers.chunks import split_chunks, split_sentences
from index.papers.filters import PaperFilter
from page.chat.conversation import wrap_messages
from page.chat.examples import COUNT, choose_examples
from page.markup import escape_attribute, escape_html, escape_markdown
from page.turns.relay import relay
from page.turns.streaming import Steering, Stops, stream_turn
from page.turns.suggestions import ask_about, suggest_questions
from page.turns.turns import Turn, describe, to_messages
from page.views.chips import keep_chips, list_chips, set_filter
from page.views.sources import mark_quotes, to_panel
from page.views.view import to_view
from rag.answer.answer import Answer
from rag.answer.parts import CheckedSentence, Citation, Passage
from rag.chatbot import Chatbot
from tests.conftest import make_paper

HOSTILE = "<img src=x onerror=alert(1)> ![i](http://evil.example/p.png) [x](javascript:alert(1))"


def turn_about(title: str, abstract: str, question: str = "Why?", key: str = "k1") -> Turn:
    """A turn whose answer quotes the first sentence of an abstract."""
    paper = make_paper(title, abstract, id="1", published="2020-01", author_count=5)
    other = make_paper("Another", "Not cited.", id="2")
    first = split_sentences(paper)[0]
    citation = Citation(1, first, "supported", "its own words")
    passages = tuple(
        Passage(split_chunks(p)[0], n, 0.5, None, 0.2) for n, p in enumerate((paper, other), 1)
    )
    sentence = CheckedSentence(first.text, (1,), True, "supported", "its own words")
    return Turn(key, Answer(question, (sentence,), (citation,), passages))


def test_a_marker_leads_to_its_card() -> None:
    turn = turn_about("Tides", "They rise. They fall.")
    question, answer = to_messages([turn])
    assert question == {"role": "user", "content": "Why?"}
    assert answer["content"] == '“They rise\\.” [[1]](#s-k1-1 "supported: its own words")'
    assert 'id="s-k1-1"' in to_panel([turn])


def test_the_quote_is_marked_inside_its_abstract() -> None:
    turn = turn_about("Tides", "They rise & rise. They fall.")
    (citation,) = turn.answer.citations
    marked = mark_quotes(citation.paper, [citation])
    assert marked == "<mark>They rise &amp; rise.</mark> They fall."


def test_cited_sources_come_first_and_the_others_are_folded() -> None:
    panel = to_panel([turn_about("Tides", "They rise.")])
    assert "1 cited of 2 passages retrieved" in panel
    assert panel.index("Tides") < panel.index("Also retrieved, not cited (1)")
    assert "2020-01 · 5 authors" in panel


def test_earlier_answers_keep_their_cards() -> None:
    panel = to_panel([turn_about("Tides", "Rise.", key="a"), turn_about("Seas", "Fall.", key="b")])
    assert panel.index('id="s-b-1"') < panel.index('id="s-a-1"')


def test_an_abstention_shows_the_nearest_with_cards() -> None:
    turn = turn_about("Tides", "They rise.")
    answer = replace(turn.answer, abstained=True, sentences=(), citations=())
    refused = replace(turn, answer=answer)
    text = to_messages([refused])[1]["content"]
    assert text.startswith("**The indexed abstracts do not say.**")
    assert "[[1]](#s-k1-1)" in text
    assert 'id="s-k1-1"' in to_panel([refused])


def test_hostile_text_is_shown_and_does_nothing() -> None:
    turn = turn_about(HOSTILE, f"{HOSTILE} shows it.", question=HOSTILE)
    for message in to_messages([turn]):
        assert "<img" not in message["content"]
        assert "](http" not in message["content"]
        assert "](java" not in message["content"]
    panel = to_panel([turn])
    assert "<img" not in panel
    assert "&lt;img src=x onerror=alert(1)&gt;" in panel
    assert "\n" not in panel


def test_forged_markers_in_an_abstract_are_no_links() -> None:
    answer = to_messages([turn_about("T", "See [[9]](#s-k1-9) and [1].")])[1]["content"]
    assert answer.count("](#") == 1
    assert "\\[\\[9\\]\\]" in answer


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("a_b*c", "a\\_b\\*c"),
        ("gain of 54.6\\%", "gain of 54\\.6&#37;"),
        ("$O(n^2)$ steps", "\ue000O(n^2)\ue001 steps"),
        ("$50\\%\\to 80\\%$", "\ue00050\\%\\to 80\\%\ue001"),
        ("$\\gdef\\le{\\ge}$", "&dollar;\\\\gdef\\\\le\\{\\\\ge\\}&dollar;"),
        ("a\ue000b\ue001", "ab"),
        ("%%%LATEX_BLOCK_0%%%", "&#37;&#37;&#37;LATEX\\_BLOCK\\_0&#37;&#37;&#37;"),
        ("from $5 to $10", "from &dollar;5 to &dollar;10"),
        ("$x<img>$", "&dollar;x&lt;img&gt;&dollar;"),
        ("see https://a.b", "see https&colon;//a\\.b"),
        ("1. no list", "1\\. no list"),
    ],
)
def test_markdown_keeps_latex_and_nothing_else(text: str, markdown: str) -> None:
    assert escape_markdown(text) == markdown


def test_html_is_escaped_and_prices_do_not_pair() -> None:
    assert escape_html("\"a\" & '<b>'") == "&quot;a&quot; &amp; &#x27;&lt;b&gt;&#x27;"
    assert escape_html("under $15 a paper, over $x<y$") == "under $15 a paper, over $x&lt;y$"
    assert escape_attribute("https://a.b/?c=1&d=$2$") == "https://a.b/?c=1&amp;d=$2$"


def stream(
    chatbot: Chatbot, question: str, past: list[Turn], stops: Stops | None = None
) -> list[Turn]:
    async def collect() -> list[Turn]:
        turns = stream_turn(chatbot, question, past, Steering(), stops or Stops())
        return [turn async for turn in turns]

    return asyncio.run(collect())


def test_a_turn_streams_its_sources_first(chatbot: Chatbot) -> None:
    past = [turn_about("Tides", "They rise.")]
    first, second, *_, last = stream(chatbot, "What is dropout?", past)
    assert "Looking through" in to_messages([first])[-1]["content"]
    panel = to_panel([second])
    assert "10 passages retrieved" in panel
    assert panel.count('class="source"') > 3
    assert not last.live
    assert last.answer.citations


class Typist(Chatbot):
    """Finds as ever, then types 30 words."""

    def stream(self, question: str, *rest: Any, **options: Any) -> Iterator[Answer]:
        found = next(super().stream(question, *rest, **options))
        yield found
        for n in range(30):
            time.sleep(0.01)
            yield replace(found, pending="word " * (n + 1))


def test_first_words_are_shown_at_once_and_the_next_the_later_the_more_answers_grow(
    chatbot: Chatbot,
) -> None:
    typist = Typist(chatbot.index, chatbot.embedder)
    alone = [turn.answer.pending for turn in stream(typist, "What is dropout?", [])]
    crowd = Stops()
    for n in range(1000):
        crowd.start(str(n))
    crowded = [turn.answer.pending for turn in stream(typist, "What is dropout?", [], crowd)]
    assert crowded == ["", "", "word ", "word " * 30]
    assert len(alone) > len(crowded)
    assert alone[:3] == crowded[:3]


def test_a_bad_question_is_answered_by_its_mistake(chatbot: Chatbot) -> None:
    *_, turn = stream(chatbot, "🙂", [])
    assert "has no word in it" in to_messages([turn])[-1]["content"]


def test_what_is_stopped_is_closed_even_in_the_middle_of_a_step() -> None:
    closed, waiting = threading.Event(), threading.Event()

    def write() -> Iterator[Answer]:
        try:
            yield Answer("one")
            waiting.set()
            threading.Event().wait(0.3)  # a model that takes its time
            yield Answer("two")
        finally:
            closed.set()

    async def stop_early() -> list[Answer]:
        stop = asyncio.Event()
        seen = []
        async with relay(write(), stop) as relayed:
            while answer := await relayed.take():
                seen.append(answer)
                asyncio.get_running_loop().call_later(0.05, stop.set)
        return seen

    assert [answer.question for answer in asyncio.run(stop_early())] == ["one"]
    assert waiting.is_set()
    assert closed.wait(2)


def test_the_first_answer_is_shown_before_a_thread_goes_on_and_of_the_rest_the_newest() -> None:
    written: list[str] = []

    def write() -> Iterator[Answer]:
        for name in ("sources", "one", "two", "three"):
            written.append(name)
            yield Answer(name)

    async def look() -> list[str]:
        async with relay(write(), asyncio.Event()) as relayed:
            first = await relayed.take()
            await asyncio.sleep(0.05)
            assert written == ["sources"]
            last = await relayed.take(60)  # seconds, but for the end
            assert await relayed.take() is None
            return [answer.question for answer in (first, last) if answer]

    assert asyncio.run(look()) == ["sources", "three"]


def test_who_leaves_lets_the_thread_close_what_it_writes() -> None:
    closed = threading.Event()

    def write() -> Iterator[Answer]:
        try:
            yield Answer("sources")
            yield Answer("one")
        finally:
            closed.set()

    async def leave() -> None:
        async with relay(write(), asyncio.Event()) as relayed:
            await relayed.take()

    asyncio.run(leave())
    assert closed.wait(2)


def test_messages_are_as_gradio_would_send_them() -> None:
    turn = turn_about("Tides", "They rise. They fall.")
    broken = replace(turn, answer=replace(turn.answer, draft=turn.answer.sentences, note="Oh."))
    for turns in ([], [turn], [turn, broken], [replace(turn, live=True)]):
        messages = to_messages(turns)
        sent = gr.Chatbot(allow_tags=False).postprocess(messages).model_dump()
        assert wrap_messages(messages) == sent


def test_a_dropped_turn_says_nothing_at_its_end(chatbot: Chatbot) -> None:
    stops = Stops()

    async def drop_at_once() -> list[Turn]:
        seen = []
        async for turn in stream_turn(chatbot, "What is dropout?", [], Steering(), stops):
            seen.append(turn)
            stops.stop([turn], drop=True)
        return seen

    assert all(turn.live for turn in asyncio.run(drop_at_once()))


def test_a_sentence_being_written_is_marked_as_unchecked() -> None:
    turn = turn_about("Tides", "They rise.")
    live = replace(turn, live=True, answer=replace(turn.answer, pending="They <b>fall", note=""))
    text = to_messages([live])[1]["content"]
    assert 'class="pending">They &lt;b&gt;fall <small>(being checked…)' in text.replace("\\", "")
    assert "pending" not in to_messages([replace(live, live=False)])[1]["content"]


def test_an_unsupported_sentence_is_struck_with_its_reason() -> None:
    turn = turn_about("Tides", "They rise.")
    bad = CheckedSentence("They fall.", (1,), False, "unsupported", "says rise, not fall")
    text = to_messages([replace(turn, answer=replace(turn.answer, sentences=(bad,)))])[1]["content"]
    assert "~~They fall\\.~~ (not supported: says rise, not fall)" in text


def test_a_model_s_draft_and_what_became_of_it_are_shown() -> None:
    turn = turn_about("Tides", "They rise.")
    draft = CheckedSentence("They fall.", (1,), False, "unsupported", "says rise")
    kept = replace(turn.answer.sentences[0], reason="quoted in place of the model's sentence")
    answer = replace(
        turn.answer, composer="m", draft=(draft,), invented=2, sentences=(kept,), note="It failed."
    )
    panel, (_, message) = (
        to_panel([replace(turn, answer=answer)]),
        to_messages([replace(turn, answer=answer)]),
    )
    assert "What m wrote, as checked" in panel
    assert "2 citations named no source." in panel
    assert '<li class="unsupported">They fall.' in panel
    assert "quoted in place of the model's sentence" in message["content"]
    assert "It failed\\." in message["content"]


def test_a_card_says_why_its_paper_was_found() -> None:
    turn = turn_about("Tides", "They rise.", question="Why do tides rise & fall?")
    panel = to_panel([turn])
    assert "Found by words: tides, rise; meaning: 0.20 of 1" in panel


def test_earlier_turns_keep_only_the_cards_that_markers_lead_to() -> None:
    first, last = turn_about("Tides", "Rise.", key="a"), turn_about("Seas", "Fall.", key="b")
    assert to_panel([first, last]).count("Also retrieved") == 1


def test_what_has_come_of_a_question_is_one_line() -> None:
    turn = turn_about("Tides", "They rise.")
    assert describe(turn) == "Answer ready: 1 sentences from 1 cited papers."
    assert describe(replace(turn, error="Oh.")) == "No answer. Oh."


def test_the_page_s_script_gets_json_that_markdown_leaves_alone() -> None:
    turn = replace(turn_about("Tides", "They rise."), error="100 % <b> $x$")
    news = to_view([turn]).news
    assert "<b>" not in news
    assert "%" not in news


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


def test_suggestions_ask_about_the_papers_at_hand() -> None:
    paper = make_paper("TideNet: Learning the Sea", "It learns.", authors=["Ann Quay"])
    assert ask_about(paper) == "What is TideNet, and what does it show?"
    assert ask_about(make_paper("x" * 80, "An abstract.")) is None
    turn = turn_about("Tides", "They rise.")
    assert suggest_questions(turn.answer) == [
        "What is the main finding of “Tides”?",
        "What is the main finding of “Another”?",
    ]


def test_examples_are_questions_that_the_index_answers(chatbot: Chatbot) -> None:
    examples = choose_examples(chatbot)
    assert len(examples) == COUNT
    assert not any(chatbot.ask(example).abstained for example in examples)
