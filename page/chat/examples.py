"""Example questions that fit the open index: each has been asked, and is answered."""

from collections.abc import Iterator

from index.papers.filters import ALL, Order
from index.store.reader import IndexReader
from page.turns.suggestions import ask_about
from rag.chatbot import Chatbot

COUNT = 4
_AMONG = 100  # papers of either kind; an index may hold a million
_TRIES = 12  # questions asked at start-up at most, some 0.03 s each
_LONGEST = 50  # characters of a title


def choose_examples(chatbot: Chatbot) -> list[str]:
    """Up to COUNT questions about the index's best-liked or newest papers; none if it is empty."""
    examples: list[str] = []
    for tried, question in enumerate(_propose(chatbot.index)):
        if len(examples) == COUNT or tried == _TRIES:
            break
        if not chatbot.ask(question).abstained:
            examples.append(question)
    return examples


def _propose(index: IndexReader) -> Iterator[str]:
    """Questions about papers spread over the best-liked and the newest, best-liked first."""
    liked = index.select(ALL, Order("upvotes"), _AMONG)
    newest = index.select(ALL, Order("date"), _AMONG)
    ranked = list({paper.id: paper for paper in [*liked, *newest]}.values())
    step = max(1, len(ranked) // _TRIES)
    for paper in ranked[::step]:
        question = ask_about(paper, _LONGEST)
        if question:
            yield question
