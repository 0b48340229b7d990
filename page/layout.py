"""The page itself: what stands where, and what happens on a click."""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from typing import Any

import gradio as gr

from index.store import IndexMismatch
from page.examples import choose_examples
from page.markup import LATEX
from page.sources import to_panel
from page.turns import Turn, to_history, to_messages
from rag.answer import Answer
from rag.ask import Chatbot
from rag.question import MAX_QUESTION, BadQuestion

_READY = gr.update(submit_btn=True)
_View = tuple[Any, list[Turn], list[dict[str, str]], str]


def build_page(chatbot: Chatbot) -> gr.Blocks:
    """The page for one index; its examples are questions which that index answers."""
    with gr.Blocks(title="askpapers", analytics_enabled=False) as page:
        turns = gr.State([])
        gr.Markdown(_heading(chatbot), elem_id="title")
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                chat = gr.Chatbot(
                    elem_id="chat",
                    label="Conversation",
                    show_label=False,
                    height="56vh",
                    latex_delimiters=LATEX,
                    buttons=["copy"],
                    placeholder="Ask about the papers. Every sentence of an answer is cited.",
                )
                box = gr.Textbox(
                    elem_id="question",
                    label="Question",
                    placeholder="Ask a question about the papers…",
                    max_length=MAX_QUESTION,
                    submit_btn=True,
                )
                gr.Examples(choose_examples(chatbot), box, label="Questions this index answers")
            with gr.Column(scale=2, min_width=320):
                panel = gr.Markdown(to_panel([]), elem_id="sources", latex_delimiters=LATEX)

        def reply(question: str, past: list[Turn]) -> Iterator[_View]:
            yield from stream_turn(chatbot, question, past)

        view = [box, turns, chat, panel]
        asked = box.submit(reply, [box, turns], view, api_visibility="private")
        chat.clear(lambda: _view(_READY, []), None, view, cancels=asked, api_visibility="private")
    return page


def stream_turn(chatbot: Chatbot, question: str, past: list[Turn]) -> Iterator[_View]:
    """Yield the page's state as the answer to one question grows.

    The box is emptied once, before any work: what is typed meanwhile stays in it.
    """
    turn = Turn(uuid.uuid4().hex[:8], Answer(" ".join(question.split())[:MAX_QUESTION]), live=True)
    yield _view(gr.update(value="", submit_btn=False), [*past, turn])
    try:
        for answer in chatbot.stream(question, history=to_history(past)):
            turn = replace(turn, answer=answer)
            yield _view(gr.skip(), [*past, turn])
    except (BadQuestion, IndexMismatch) as error:
        turn = replace(turn, error=str(error))
    except Exception:  # the reader must see that it ended; the log has the rest
        logging.getLogger(__name__).exception("no answer to %r", question)
        turn = replace(turn, error="Something went wrong; the server's log says what.")
    yield _view(_READY, [*past, replace(turn, live=False)])


def serve(page: gr.Blocks, port: int) -> None:
    """Serve on this machine only, until interrupted. Raises OSError when the port is taken."""
    page.queue(default_concurrency_limit=8)
    page.launch(
        server_name="127.0.0.1",
        server_port=port,
        share=False,
        ssr_mode=False,
        run_history=False,
        footer_links=[],
        show_error=False,
        theme=gr.themes.Soft(font=["system-ui", "sans-serif"], font_mono=["ui-monospace"]),
        css=_asset("style.css"),
        head=f"<script>{_asset('cite.js')}</script>",
    )


def _view(box: dict[str, Any], turns: list[Turn]) -> _View:
    return box, turns, to_messages(turns), to_panel(turns)


def _heading(chatbot: Chatbot) -> str:
    span = chatbot.index.date_span()
    dates = f", {span[0][:4]} to {span[1][:4]}" if span else ""
    count = chatbot.index.count_papers()
    return (
        "# Ask the abstracts\n\n"
        f"Answers from {count:,} paper abstracts{dates}. Every sentence is cited and checked."
    )


def _asset(name: str) -> str:
    return resources.files("page").joinpath("assets", name).read_text(encoding="utf-8")
