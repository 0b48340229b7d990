"""Questions that a reader may ask next, made from papers' own titles."""

import re
from collections.abc import Iterator

from index.papers.paper import Paper
from page.turns.turn import cited, uncited
from rag.answer.answer import Answer

FOLLOW_UPS = 3
_SHORT = 70  # characters of a title that is asked about as it stands
# "MergeBench: A Benchmark …": a paper that names its subject before a colon.
_COINED = re.compile(r"^([\w.+-]*[A-Z][\w.+-]*(?: [\w.+-]+){0,2}): ")


def ask_about(paper: Paper, longest: int = _SHORT) -> str | None:
    """A question about one paper; None where its title is too long to be asked about."""
    coined = _COINED.match(paper.title)
    if coined:
        return f"What is {coined[1]}, and what does it show?"
    fits = len(paper.title) <= longest
    return f"What is the main finding of “{paper.title}”?" if fits else None


def suggest_questions(answer: Answer) -> list[str]:
    """Up to FOLLOW_UPS questions about the papers that an answer cites or found near."""
    proposed = dict.fromkeys(question for question in _propose(answer) if question)
    return [question for question in proposed if question != answer.question][:FOLLOW_UPS]


def _propose(answer: Answer) -> Iterator[str | None]:
    papers = cited(answer)
    for paper in papers[:1]:
        yield ask_about(paper)
        if paper.authors and len(paper.title) <= _SHORT:
            yield f"Who wrote “{paper.title}”?"
    for paper in [*papers[1:], *(passage.paper for passage in uncited(answer))][:FOLLOW_UPS]:
        yield ask_about(paper)
