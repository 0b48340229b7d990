"""Example questions that fit the open index: each has been asked, and is answered."""

import re
from collections.abc import Iterator

from index.papers import Paper
from rag.ask import Chatbot

COUNT = 4
_TRIES = 12  # questions asked at start-up at most, some 0.3 s each
# "MergeBench: A Benchmark …": a paper that names its subject before a colon.
_COINED = re.compile(r"^([\w.+-]*[A-Z][\w.+-]*(?: [\w.+-]+){0,2}): ")


def choose_examples(chatbot: Chatbot) -> list[str]:
    """Up to COUNT questions about the index's best-liked or newest papers; none if it is empty."""
    examples: list[str] = []
    for tried, question in enumerate(_propose(list(chatbot.index.papers()))):
        if len(examples) == COUNT or tried == _TRIES:
            break
        if not chatbot.ask(question).abstained:
            examples.append(question)
    return examples


def _propose(papers: list[Paper]) -> Iterator[str]:
    """Questions about papers spread over the whole list, best-liked and newest first."""
    ranked = sorted(papers, key=lambda p: (p.upvotes or 0, str(p.published or "")), reverse=True)
    step = max(1, len(ranked) // _TRIES)
    for paper in ranked[::step]:
        coined = _COINED.match(paper.title)
        if coined:
            yield f"What is {coined[1]}, and what does it show?"
        elif len(paper.title) <= 50:
            yield f"What is the main finding of “{paper.title}”?"
