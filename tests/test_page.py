"""What the page shows: pure functions of turns, and hostile text that stays text."""

from dataclasses import replace

import pytest
from conftest import make_paper

from index.chunks import split_chunks, split_sentences
from page.examples import COUNT, choose_examples
from page.layout import stream_turn
from page.markup import escape_attribute, escape_html, escape_markdown
from page.sources import mark_quotes, to_panel
from page.turns import Turn, to_messages
from rag.answer import Answer, CheckedSentence, Citation, Passage
from rag.ask import Chatbot

HOSTILE = "<img src=x onerror=alert(1)> ![i](http://evil.example/p.png) [x](javascript:alert(1))"


def turn_about(title: str, abstract: str, question: str = "Why?", key: str = "k1") -> Turn:
    """A turn whose answer quotes the first sentence of an abstract."""
    paper = make_paper(title, abstract, id="1", published="2020-01", author_count=5)
    other = make_paper("Another", "Not cited.", id="2")
    first = split_sentences(paper)[0]
    citation = Citation(1, paper, first.start, first.end, "supported", "its own words")
    passages = tuple(
        Passage(split_chunks(p)[0], n, 0.5, None, 0.2) for n, p in enumerate((paper, other), 1)
    )
    sentence = CheckedSentence(first.text, (1,), True, "supported", "its own words")
    return Turn(key, Answer(question, (sentence,), (citation,), passages))


def test_a_marker_leads_to_its_card() -> None:
    turn = turn_about("Tides", "They rise. They fall.")
    question, answer = to_messages([turn])
    assert question == {"role": "user", "content": "Why?"}
    assert answer["content"] == "“They rise\\.” [[1]](#s-k1-1)"
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


def test_a_turn_streams_sources_first_and_keeps_the_past(chatbot: Chatbot) -> None:
    past = [turn_about("Tides", "They rise.")]
    views = list(stream_turn(chatbot, "What is dropout?", past))
    assert "Reading the abstracts" in views[0][2][-1]["content"]
    assert "10 passages retrieved" in views[1][3]
    turns = views[-1][1]
    assert turns[0] is past[0]
    assert not turns[1].live
    assert turns[1].answer.citations


def test_a_bad_question_is_answered_by_its_mistake(chatbot: Chatbot) -> None:
    (*_, (_, turns, messages, _)) = stream_turn(chatbot, "🙂", [])
    assert "has no word in it" in messages[-1]["content"]
    assert len(turns) == 1


def test_examples_are_questions_that_the_index_answers(chatbot: Chatbot) -> None:
    examples = choose_examples(chatbot)
    assert len(examples) == COUNT
    assert not any(chatbot.ask(example).abstained for example in examples)
