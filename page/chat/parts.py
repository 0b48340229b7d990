"""The components of the Ask tab that change, by name."""

from dataclasses import dataclass, fields

import gradio as gr


@dataclass(frozen=True, slots=True)
class Controls:
    """What steers the next question, named and ordered as `page.turns.steering.Choices` is."""

    since: gr.Textbox
    until: gr.Textbox
    organization: gr.Dropdown
    author: gr.Textbox
    k: gr.Slider
    model: gr.Radio

    @property
    def components(self) -> list[gr.components.Component]:
        return [getattr(self, field.name) for field in fields(self)]

    @property
    def of_filter(self) -> list[gr.components.Component]:
        """Those that choose papers."""
        return [self.since, self.until, self.organization, self.author]


@dataclass(frozen=True, slots=True)
class Parts:
    """All of them."""

    turns: gr.State
    chat: gr.Chatbot
    panel: gr.Markdown
    edit: gr.Button
    box: gr.Textbox
    filters: gr.Accordion
    controls: Controls
    again: gr.Button
    news: gr.Markdown

    @property
    def asked_with(self) -> list[gr.components.Component]:
        """Whose values a handler needs that asks: the turns so far, then the controls."""
        return [self.turns, *self.controls.components]

    @property
    def shown(self) -> list[gr.components.Component]:
        """What shows a state, in the order in which `page.chat.conversation.show` gives it."""
        return [self.turns, self.chat, self.panel, self.news]
