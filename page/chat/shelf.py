"""What is taken away or comes back: kept conversations, links, exports."""

import json
import uuid
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from page.chat.conversation import ASKING, PRIVATE, Conversation, Values, show
from page.markup import LATEX
from page.turns.exports import EXPORTS
from page.turns.links import read_query
from page.turns.turns import Turn
from page.views.view import carry
from rag.answer.answer import Answer
from rag.query.question import BadQuestion

if TYPE_CHECKING:
    from page.layout import Parts


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
    export = EXPORTS[format]
    chosen = answers if whole else answers[-1:]
    parcel = {"name": f"askpapers.{export.ending}", "kind": export.kind, "id": uuid.uuid4().hex}
    return carry({**parcel, "text": export.write(chosen)})


def connect_shelf(
    parts: "Parts", takeaway: Takeaway, inbox: gr.Textbox, talk: Conversation
) -> None:
    """Say what the exports and the page's script bring about."""
    for name, button in takeaway.buttons.items():

        def export(whole: bool, turns: list[Turn], format: str = name) -> str:
            return pack(format, whole, turns)

        button.click(export, [takeaway.whole, parts.turns], takeaway.parcel, **PRIVATE)

    async def obey(text: str, turns: list[Turn], *controls: Any) -> AsyncGenerator[Values]:
        async with aclosing(follow(talk, text, turns, *controls)) as states:
            async for state in states:
                yield state

    inbox.change(obey, [inbox, parts.turns, *parts.controls.values], parts.shown, **ASKING)


async def follow(
    talk: Conversation, text: str, turns: list[Turn], *controls: Any
) -> AsyncGenerator[Values]:
    """What the page's script asks for: a kept conversation, an empty one, a question anew."""
    try:
        command = json.loads(text)
    except ValueError:
        return
    states: AsyncGenerator[Values] | None = None
    if command.get("do") == "restore":
        yield talk.restore(turns, command.get("turns"))
    elif command.get("do") == "clear":
        yield talk.clear(turns)
    elif command.get("do") == "ask":
        states = _ask_link(talk, str(command.get("query")), turns)
    elif command.get("do") == "keep":
        states = talk.keep(command.get("kept") or [], turns, *controls)
    if states:
        async with aclosing(states):
            async for state in states:
                yield state


async def _ask_link(talk: Conversation, query: str, turns: list[Turn]) -> AsyncGenerator[Any]:
    try:
        question, steering = read_query(query)
    except BadQuestion as error:
        yield show([*turns, Turn("0", Answer(query), error=str(error))])
        return
    async with aclosing(talk.ask(question, turns, steering)) as states:
        async for state in states:
            yield state
