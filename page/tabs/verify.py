"""The tab in which a text is checked against the index, sentence by sentence."""

from dataclasses import dataclass
from functools import lru_cache

import gradio as gr

from page.chat.events import PRIVATE
from page.markup.escaping import LATEX
from page.markup.parcels import Format
from page.views.digest import to_complaint
from page.views.verify import EMPTY, to_report
from rag.chatbot import Chatbot
from rag.verify.document import MAX_TEXT, BadText
from rag.verify.report import Report, to_markdown
from rag.verify.verifier import Verifier

_KEPT = 8  # reports, for who takes along what was just shown
_FILE: Format[Report] = Format("md", "text/markdown", to_markdown)
_PLACEHOLDER = "A paragraph in plain text, Markdown or LaTeX, with citations or without …"


@dataclass(frozen=True, slots=True)
class VerifyTab:
    """The tab's components that change."""

    text: gr.Textbox
    check: gr.Button
    report: gr.Markdown
    take: gr.Button
    parcel: gr.Markdown


def lay_out_verify() -> VerifyTab:
    """The tab, empty."""
    with gr.Tab("Check a text", id="verify"), gr.Row():
        with gr.Column(scale=2, min_width=320):
            text = gr.Textbox(
                label="Text to check",
                placeholder=_PLACEHOLDER,
                lines=12,
                max_lines=30,
                max_length=MAX_TEXT,
                elem_id="verify-text",
            )
            with gr.Row(elem_id="verify-takeaway"):
                check = gr.Button("Check", size="sm", min_width=70, elem_id="verify-check")
                take = gr.Button("Report as Markdown", size="sm", min_width=70)
        with gr.Column(scale=3, min_width=320):
            report = gr.Markdown(EMPTY, elem_id="verified", latex_delimiters=LATEX)
        parcel = gr.Markdown("", elem_id="verify-parcel", latex_delimiters=LATEX)
    return VerifyTab(text, check, report, take, parcel)


class Verification:
    """The handlers of the tab."""

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot
        self._check = lru_cache(_KEPT)(self._verify)

    def show(self, text: str) -> str:
        """The report, or what is wrong with the text."""
        try:
            return to_report(self._read(text))
        except BadText as error:
            return to_complaint(str(error))

    def pack(self, text: str) -> tuple[str, str]:
        """The report, and the file as the page's script downloads it."""
        try:
            report = self._read(text)
        except BadText as error:
            return to_complaint(str(error)), ""
        return to_report(report), _FILE.carry("checked", report)

    def _read(self, text: str) -> Report:
        return self._check(text, self._chatbot.index.latest().generation.number)

    def _verify(self, text: str, _generation: int) -> Report:
        return Verifier.of(self._chatbot).verify(text)


def connect_verify(tab: VerifyTab, chatbot: Chatbot) -> None:
    """Say which handler each event of the tab has."""
    checks = Verification(chatbot)
    waiting = {**PRIVATE, "show_progress": "minimal", "concurrency_limit": 2}
    tab.check.click(checks.show, tab.text, tab.report, **waiting)
    tab.take.click(checks.pack, tab.text, [tab.report, tab.parcel], **waiting)
