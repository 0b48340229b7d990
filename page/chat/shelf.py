"""What is taken away or comes back: kept conversations, links, exports."""

import json
from dataclasses import dataclass
from typing import Any

import gradio as gr

from page.chat.conversation import Conversation
from page.chat.events import ASKING, PRIVATE, States, just, stream
from page.chat.parts import Parts
from page.keeping.exports import EXPORTS
from page.markup.escaping import LATEX
from page.turns.steering import Choices
from page.turns.turn import Turn


@dataclass(frozen=True, slots=True)
class Takeaway:
    """What stands under the sources: which answers, and in which format."""

    whole: gr.Checkbox
    buttons: dict[str, gr.Button]
    parcel: gr.Markdown


def lay_out_shelf() -> gr.Textbox:
    """The sidebar, which the page's script fills; returns the box that the script writes to."""
    with gr.Sidebar(open=False, elem_id="shelf", label="Conversations"):
        gr.Markdown("## Conversations\n\nKept in this browser only.")
        gr.Markdown('<div id="conversations"></div>')
    return gr.Textbox(elem_id="inbox", label="For the page's script")


def lay_out_takeaway() -> Takeaway:
    """The exports."""
    with gr.Row(elem_id="takeaway"):
        whole = gr.Checkbox(label="All answers", container=False, min_width=160, scale=0)
        buttons = {name: gr.Button(name, size="sm", min_width=70) for name in EXPORTS}
        gr.Button("Copy link", elem_id="copy-link", size="sm", min_width=70)
    parcel = gr.Markdown("", elem_id="parcel", latex_delimiters=LATEX)
    return Takeaway(whole, buttons, parcel)


def pack(format: str, whole: bool, turns: list[Turn]) -> str:
    """The last answer or all of them as the page's script downloads it; nothing without any."""
    answers = [turn.answer for turn in turns if not (turn.live or turn.error)]
    if not answers:
        return ""
    return EXPORTS[format].carry("askpapers", answers if whole else answers[-1:])


def connect_shelf(parts: Parts, takeaway: Takeaway, inbox: gr.Textbox, talk: Conversation) -> None:
    """Say what the exports and the page's script bring about."""
    for name, button in takeaway.buttons.items():

        def export(whole: bool, turns: list[Turn], format: str = name) -> str:
            return pack(format, whole, turns)

        button.click(export, [takeaway.whole, parts.turns], takeaway.parcel, **PRIVATE)

    @stream
    def obey(text: str, turns: list[Turn], *controls: Any) -> States:
        return follow(talk, text, turns, Choices(*controls))

    inbox.change(obey, [inbox, *parts.asked_with], parts.shown, **ASKING)


def follow(talk: Conversation, text: str, turns: list[Turn], choices: Choices) -> States:
    """What the page's script asks for: a kept conversation, an empty one, a question anew."""
    try:
        command = json.loads(text)
    except (ValueError, RecursionError):
        return just()
    match command:
        case {"do": "restore", "turns": list(kept)}:
            return just(talk.restore(turns, kept))
        case {"do": "clear"}:
            return just(talk.clear(turns))
        case {"do": "ask", "query": str(query)}:
            return talk.ask_link(query, turns)
        case {"do": "keep", "kept": list(kept)}:
            return talk.keep(kept, turns, choices)
    return just()
