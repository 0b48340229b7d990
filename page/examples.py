"""Example questions that fit the open index: each has been asked, and is answered."""

import re
from collections.abc import Iterator

from index.filters import ALL, Order
from index.store import IndexReader
from rag.ask import Chatbot

COUNT = 4
_AMONG = 100  # papers of either kind; an index may hold a million
_TRIES = 12  # questions asked at start-up at most, some 0.3 s each
# "MergeBench: A Benchmark …": a paper that names its subject before a colon.
_COINED = re.compile(r"^([\w.+-]*[A-Z][\w.+-]*(?: [\w.+-]+){0,2}): ")


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
        coined = _COINED.match(paper.title)
        if coined:
            yield f"What is {coined[1]}, and what does it show?"
        elif len(paper.title) <= 50:
            yield f"What is the main finding of “{paper.title}”?"
