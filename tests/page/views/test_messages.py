"""What the chat shows; hostile text stays text."""

from dataclasses import replace

import gradio as gr

from page.views.messages import describe, to_messages, wrap_messages
from page.views.sources import to_panel
from rag.answer.parts import CheckedSentence
from tests.page.conftest import HOSTILE, turn_about


def test_a_marker_leads_to_its_card() -> None:
    turn = turn_about("Tides", "They rise. They fall.")
    question, answer = to_messages([turn])
    assert question == {"role": "user", "content": "Why?"}
    assert answer["content"] == '“They rise\\.” [[1]](#s-k1-1 "supported: its own words")'
    assert 'id="s-k1-1"' in to_panel([turn])


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


def test_messages_are_as_gradio_would_send_them() -> None:
    turn = turn_about("Tides", "They rise. They fall.")
    broken = replace(turn, answer=replace(turn.answer, draft=turn.answer.sentences, note="Oh."))
    for turns in ([], [turn], [turn, broken], [replace(turn, live=True)]):
        messages = to_messages(turns)
        sent = gr.Chatbot(allow_tags=False).postprocess(messages).model_dump()
        assert wrap_messages(messages) == sent


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


def test_what_has_come_of_a_question_is_one_line() -> None:
    turn = turn_about("Tides", "They rise.")
    assert describe(turn) == "Answer ready: 1 sentences from 1 cited papers."
    assert describe(replace(turn, error="Oh.")) == "No answer. Oh."
