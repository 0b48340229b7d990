"""The page itself: what stands where."""

from collections.abc import Mapping

import gradio as gr

from index.papers.filters import MAX_NAME
from page.chat.clicks import connect
from page.chat.conversation import Conversation
from page.chat.examples import choose_examples
from page.chat.parts import Controls, Parts
from page.chat.shelf import Takeaway, connect_shelf, lay_out_shelf, lay_out_takeaway
from page.endpoints import Endpoints
from page.markup.escaping import LATEX, escape_markdown
from page.tabs.corpus import connect_corpus, lay_out_corpus
from page.tabs.digest import connect_digest, lay_out_digest
from page.tabs.verify import connect_verify, lay_out_verify
from page.turns.steering import MOST_PASSAGES
from page.views.news import to_news
from page.views.sources import to_panel
from rag.chatbot import PASSAGES, Chatbot
from rag.llm.opening import QUOTE, describe_connection
from rag.query.question import MAX_QUESTION

_ORGANIZATIONS = 300  # in the picker; any other can be typed
_PLACEHOLDER = "Ask about the papers. Every sentence of an answer is cited and checked."


def build_page(chatbot: Chatbot, models: Mapping[str, Chatbot] | None = None) -> gr.Blocks:
    """The page for one index; its examples are questions which that index answers.

    `models` are the chatbots that a reader may choose from, by the names shown (which may say what
    state they are in), all on the same index; without them there is `chatbot` and no choice.
    """
    choices = dict(models or {"": chatbot})
    with gr.Blocks(title="askpapers", analytics_enabled=False) as page:
        inbox = lay_out_shelf()
        gr.Markdown(_heading(chatbot), elem_id="title")
        talk = Conversation(chatbot, choices)
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Ask", id="ask"):
                parts, takeaway = _lay_out(chatbot, list(choices))
            corpus = lay_out_corpus()
            digest = lay_out_digest()
            checked = lay_out_verify()
        # First, so that no handler below takes one of their names.
        Endpoints(chatbot, choices).register()
        connect(parts, talk)
        connect_shelf(parts, takeaway, inbox, talk)
        connect_corpus(corpus, tabs, parts, chatbot, talk)
        connect_digest(digest, chatbot)
        connect_verify(checked, chatbot)
    return page


def build_notice(text: str) -> gr.Blocks:
    """A page for when there is no index to ask: it says what to do."""
    with gr.Blocks(title="askpapers", analytics_enabled=False) as page:
        gr.Markdown("# Nothing to ask yet", elem_id="title")
        gr.Markdown(escape_markdown(text), elem_id="notice")
        gr.Markdown("Then start the page again.")
    return page


def _lay_out(chatbot: Chatbot, models: list[str]) -> tuple[Parts, Takeaway]:
    turns = gr.State([])
    with gr.Row():
        with gr.Column(scale=3, min_width=320):
            chat = _make_chat(choose_examples(chatbot))
            with gr.Row(elem_id="chip-row"):
                gr.Markdown('<div id="chips"></div>')
                edit = gr.Button("Edit", elem_id="edit-chips", size="sm", scale=0)
            box = gr.Textbox(
                elem_id="question",
                label="Question",
                placeholder="Ask a question about the papers…",
                max_length=MAX_QUESTION,
                submit_btn=True,
                stop_btn=True,
            )
            with gr.Accordion("Filters and settings", open=False, elem_id="filters") as filters:
                controls = _make_controls(chatbot, models)
                again = gr.Button("Ask the last question again with these", size="sm")
        with gr.Column(scale=2, min_width=320):
            panel = gr.Markdown(to_panel([]), elem_id="sources", latex_delimiters=LATEX)
            takeaway = lay_out_takeaway()
    # Gradio loads what sets formulas with the first one, which is shown only then.
    gr.Markdown(escape_markdown("$x$"), elem_id="formula", latex_delimiters=LATEX)
    news = gr.Markdown(to_news([]), elem_id="news", latex_delimiters=LATEX)
    parts = Parts(turns, chat, panel, edit, box, filters, controls, again, news)
    return parts, takeaway


def _make_chat(examples: list[str]) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label="Conversation",
        show_label=False,
        height="58vh",
        latex_delimiters=LATEX,
        buttons=["copy"],
        editable="user",
        feedback_options=None,
        allow_tags=False,
        allow_file_downloads=False,
        placeholder=_PLACEHOLDER,
        examples=[{"text": example} for example in examples],
    )


def _make_controls(chatbot: Chatbot, models: list[str]) -> Controls:
    index = chatbot.index
    span = index.overview().date_span() or ("", "")
    with gr.Row():
        since = gr.Textbox(label="From", placeholder=span[0][:7] or "2024-01", min_width=120)
        until = gr.Textbox(label="Until", placeholder=span[1][:7] or "2024-12", min_width=120)
    with gr.Row():
        organization = gr.Dropdown(
            [name for name, _ in index.overview().organizations(_ORGANIZATIONS)],
            value=None,
            label="Organization",
            allow_custom_value=True,
            min_width=160,
        )
        author = gr.Textbox(label="Author", max_length=MAX_NAME, min_width=160)
    k = gr.Slider(1, MOST_PASSAGES, PASSAGES, step=1, label="Passages to read")
    model = gr.Radio(models, value=models[0], label="Answered by", visible=len(models) > 1)
    if all(name in ("", QUOTE) for name in models):
        gr.Markdown(escape_markdown(describe_connection()), elem_id="connect")
    return Controls(since, until, organization, author, k, model)


def _heading(chatbot: Chatbot) -> str:
    span = chatbot.index.overview().date_span()
    dates = f", {span[0][:4]} to {span[1][:4]}" if span else ""
    count = chatbot.index.count_papers()
    return (
        "# Ask the abstracts\n\n"
        f"Answers from {count:,} paper abstracts{dates}. Every sentence is cited and checked."
    )
