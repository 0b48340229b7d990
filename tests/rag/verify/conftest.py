"""A judge that anybody can follow, and the sample with it."""

from collections.abc import Sequence

import pytest

from index.papers.terms import extract_terms
from rag.chatbot import Chatbot
from rag.judge.judge import Support
from rag.judge.reading import Passage
from rag.verify.verifier import Verifier


class WordJudge:
    """Supports what is made of a source's words alone; a number it lacks contradicts."""

    def weigh_claims(
        self, texts: Sequence[str], passages: Sequence[Passage], cited: frozenset[int] = frozenset()
    ) -> list[Support]:
        return [self._weigh(text, passages) for text in texts]

    def _weigh(self, text: str, passages: Sequence[Passage]) -> Support:
        source = " ".join(" ".join((p.title, *p.sentences)) for p in passages)
        held = set(extract_terms(source))
        words = [word.strip(".,;:()") for word in text.split()]
        lacking = tuple(word for word in words if not set(extract_terms(word)) <= held)
        numbers = any(word[:1].isdigit() for word in lacking)
        return Support(0.9 if not lacking else 0.1, float(numbers), lacking)


@pytest.fixture(scope="session")
def verifier(chatbot: Chatbot) -> Verifier:
    """The sample, weighed by words."""
    return Verifier(chatbot.index, chatbot.embedder, WordJudge())
