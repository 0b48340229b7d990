"""The tab that shows what is new on some topics, and lets it be taken away."""

from dataclasses import dataclass
from datetime import date

import gradio as gr

from page.chat.events import PRIVATE
from page.markup.escaping import LATEX
from page.markup.parcels import Format
from page.views.digest import EMPTY, to_complaint, to_plots, to_preview
from rag.chatbot import Chatbot
from rag.digest.feed import to_feed
from rag.digest.issue import Digest, make_digest, read_topics
from rag.digest.mail import SENDER, check_unsubscribe, make_message, read_address
from rag.digest.rendering import to_html, to_markdown
from rag.query.question import BadQuestion
from rag.query.window import read_window
from rag.records.news import Topic
from rag.trends import read_trend

MOST_TOPICS = 10  # of one preview: each takes its time
_LONGEST = 2_000  # characters of all topics


def _to_mail(digest: Digest) -> str:
    sender = read_address(SENDER)
    return make_message(digest, sender, [], check_unsubscribe(None, sender)).as_string()


FORMATS: dict[str, Format[Digest]] = {
    "Markdown": Format("md", "text/markdown", to_markdown),
    "HTML": Format("html", "text/html", to_html),
    "E-mail": Format("eml", "message/rfc822", _to_mail),
    "Atom": Format("xml", "application/atom+xml", to_feed),
}


@dataclass(frozen=True, slots=True)
class DigestTab:
    """The tab's components that change."""

    topics: gr.Textbox
    since: gr.Textbox
    show: gr.Button
    preview: gr.Markdown
    plots: gr.Markdown
    buttons: dict[str, gr.Button]
    parcel: gr.Markdown


def lay_out_digest() -> DigestTab:
    """The tab, empty."""
    with gr.Tab("Digest", id="digest"), gr.Row():
        with gr.Column(scale=3, min_width=320):
            topics = gr.Textbox(
                label="Topics, one a line",
                placeholder="model merging\nreward models",
                lines=3,
                max_length=_LONGEST,
                elem_id="digest-topics",
            )
            with gr.Row():
                since = gr.Textbox(
                    "7d", label="Since", info="7d, 2w, Monday, 2026-08-14", max_length=40,
                    elem_id="digest-since", min_width=160,
                )  # fmt: skip
                show = gr.Button("Preview", elem_id="digest-show")
            preview = gr.Markdown(EMPTY, elem_id="digest", latex_delimiters=LATEX)
            with gr.Row(elem_id="digest-takeaway"):
                buttons = {name: gr.Button(name, size="sm", min_width=70) for name in FORMATS}
        with gr.Column(scale=2, min_width=320):
            plots = gr.Markdown("", elem_id="trends", latex_delimiters=LATEX)
        parcel = gr.Markdown("", elem_id="digest-parcel", latex_delimiters=LATEX)
    return DigestTab(topics, since, show, preview, plots, buttons, parcel)


class Digests:
    """The handlers of the tab."""

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot

    def show(self, topics: str, since: str) -> str:
        """The digest, or what is wrong with what was asked for."""
        try:
            return to_preview(self._make(topics, since))
        except BadQuestion as error:
            return to_complaint(str(error))

    def plot(self, topics: str) -> str:
        """How each topic fares; nothing where one is none: the preview says so."""
        index = self._chatbot.index.latest()
        try:
            return to_plots([read_trend(topic, index, date.today()) for topic in _read(topics)])
        except BadQuestion:
            return ""

    def pack(self, format: str, topics: str, since: str) -> tuple[str, str]:
        """The preview, and the file as the page's script downloads it."""
        try:
            digest = self._make(topics, since)
        except BadQuestion as error:
            return to_complaint(str(error)), ""
        return to_preview(digest), FORMATS[format].carry("digest", digest)

    def _make(self, topics: str, since: str) -> Digest:
        index = self._chatbot.index.latest()
        read = _read(topics)
        window = read_window(since, None, index, date.today())
        return make_digest(read, window, index, self._chatbot.embedder)


def _read(topics: str) -> list[Topic]:
    lines = [line for line in topics.splitlines() if line.strip()]
    if not 0 < len(lines) <= MOST_TOPICS:
        raise BadQuestion(f"write 1 to {MOST_TOPICS} topics, one a line, not {len(lines)}")
    return read_topics(lines)


def connect_digest(tab: DigestTab, chatbot: Chatbot) -> None:
    """Say which handler each event of the tab has."""
    digests = Digests(chatbot)
    asked = [tab.topics, tab.since]
    for event in (tab.show.click, tab.since.submit):
        shown = event(digests.show, asked, tab.preview, **PRIVATE)
        shown.then(digests.plot, tab.topics, tab.plots, **PRIVATE)
    for name, button in tab.buttons.items():

        def take(topics: str, since: str, format: str = name) -> tuple[str, str]:
            return digests.pack(format, topics, since)

        button.click(take, asked, [tab.preview, tab.parcel], **PRIVATE)
