"""The tab that shows what the index holds: where what stands, and what happens on a click."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

import gradio as gr

from index.papers.filters import ALL
from index.papers.paper import Paper
from page.chat.conversation import Conversation
from page.chat.events import ASKING, PRIVATE, States, Values, just, stream
from page.chat.parts import Parts
from page.markup.escaping import LATEX
from page.markup.parcels import carry
from page.turns.steering import Choices
from page.turns.suggestions import ask_about
from page.turns.turn import Turn
from page.views.corpus import SORTS, to_card, to_overview, to_points, to_table
from rag.chatbot import Chatbot
from rag.query.question import MAX_QUESTION, BadQuestion

ROWS = 50
_BEST = "best match"
_NO_MAP = "There is no map yet; draw one with: python -m index map --at DIR"


@dataclass(frozen=True, slots=True)
class CorpusTab:
    """The tab's components that change."""

    tab: gr.Tab
    overview: gr.Markdown
    points: gr.Markdown
    query: gr.Textbox
    sort: gr.Radio
    table: gr.Markdown
    hits: gr.Markdown
    picked: gr.Textbox
    chosen: gr.State
    card: gr.Markdown
    ask: gr.Button


def lay_out_corpus() -> CorpusTab:
    """The tab, empty: it is filled when it is opened."""
    with gr.Tab("Corpus", id="corpus") as tab:
        with gr.Row():
            with gr.Column(scale=3, min_width=320):
                gr.Markdown(f'<div id="map"><p class="hint">{_NO_MAP}</p></div>')
                query = gr.Textbox(
                    label="Search the papers",
                    placeholder="words or meaning, “by Google since 2020” …",
                    max_length=MAX_QUESTION,
                    elem_id="corpus-query",
                )
                sort = gr.Radio([_BEST, *SORTS], value="newest", label="Sorted by")
                table = gr.Markdown("", elem_id="papers", latex_delimiters=LATEX)
            with gr.Column(scale=2, min_width=320):
                card = gr.Markdown(to_card(None), elem_id="paper", latex_delimiters=LATEX)
                ask = gr.Button("Ask about this paper", visible=False, elem_id="ask-about")
                overview = gr.Markdown("", elem_id="overview", latex_delimiters=LATEX)
        points = gr.Markdown("", elem_id="points", latex_delimiters=LATEX)
        hits = gr.Markdown("", elem_id="hits", latex_delimiters=LATEX)
        picked = gr.Textbox(elem_id="picked", label="For the page's script")
        chosen = gr.State(None)
    return CorpusTab(
        tab, overview, points, query, sort, table, hits, picked, chosen, card, ask
    )  # fmt: skip


class Corpus:
    """The handlers of the tab."""

    def __init__(self, chatbot: Chatbot) -> None:
        self._chatbot = chatbot

    def open(self, query: str, sort: str) -> Values:
        """All that the tab shows, of the newest generation."""
        index = self._chatbot.index.latest()
        return to_overview(index), carry(to_points(index)), *self.find(query, sort)

    def find(self, query: str, sort: str) -> tuple[str, str]:
        """The table, and which papers were found, for the map."""
        found = self._search(query) if query.strip() else None
        papers = self._sort(found, sort)
        ids = [paper.id for paper in papers] if found is not None else []
        return to_table(papers), carry({"hits": ids, "rows": [paper.id for paper in papers]})

    def find_best(self, query: str) -> Values:
        """What a new query finds, best first; without one the newest papers."""
        sort = _BEST if query.strip() else "newest"
        return sort, *self.find(query, sort)

    def _search(self, query: str) -> list[Paper]:
        """The papers nearest to a query, best first; dates and names in it filter."""
        try:
            first = next(iter(islice(self._chatbot.stream(query, 2 * ROWS), 1)))
        except BadQuestion:
            return []
        return list({passage.paper.id: passage.paper for passage in first.passages}.values())

    def _sort(self, found: list[Paper] | None, sort: str) -> list[Paper]:
        order = SORTS.get(sort)
        if found is None:
            index = self._chatbot.index
            known = index.select(ALL, order, ROWS)
            rest = index.select(ALL, None, ROWS) if len(known) < ROWS else []  # without a date
            return list({paper.id: paper for paper in [*known, *rest]}.values())[:ROWS]
        if order is None:
            return found[:ROWS]
        if order.key == "upvotes":
            return sorted(found, key=lambda paper: -(paper.upvotes or 0))[:ROWS]
        dated = sorted(found, key=lambda paper: str(paper.published or paper.listed or ""))
        return (dated[::-1] if order.descending else dated)[:ROWS]

    def choose(self, picked: str) -> Values:
        """The paper that was clicked, as a card."""
        id = picked.partition(" ")[0]
        chunks = self._chatbot.index.chunks([f"{id}#0"])
        paper = next((chunk.paper for chunk in chunks.values()), None)
        return paper, to_card(paper), gr.update(visible=paper is not None)


def connect_corpus(
    tab: CorpusTab, tabs: gr.Tabs, parts: Parts, chatbot: Chatbot, talk: Conversation
) -> None:
    """Say which handler each event of the tab has."""
    corpus = Corpus(chatbot)
    listed = [tab.table, tab.hits]
    tab.tab.select(
        corpus.open, [tab.query, tab.sort], [tab.overview, tab.points, *listed], **PRIVATE
    )
    tab.query.submit(corpus.find_best, tab.query, [tab.sort, *listed], **PRIVATE)
    tab.sort.input(corpus.find, [tab.query, tab.sort], listed, **PRIVATE)
    tab.picked.change(corpus.choose, tab.picked, [tab.chosen, tab.card, tab.ask], **PRIVATE)

    @stream
    def ask(paper: Paper | None, past: list[Turn], *controls: Any) -> States:
        question = paper and (ask_about(paper, MAX_QUESTION) or paper.title)
        return talk.ask_by(question, past, Choices(*controls)) if question else just()

    tab.ask.click(ask, [tab.chosen, *parts.asked_with], parts.shown, **ASKING)
    tab.ask.click(lambda: gr.Tabs(selected="ask"), None, tabs, queue=False, **PRIVATE)
