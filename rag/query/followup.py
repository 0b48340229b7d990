"""Follow-ups: one becomes a question that stands alone.

No model rewrites it: the words that it leans on are put behind it in brackets, in the open, where
they help to find the paper and count less when its sentences are chosen.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from index.papers.cleaning import clean_text
from rag.answer.answer import Answer
from rag.query.filters.grammar import ignore_case
from rag.query.question import MAX_QUESTION, Question

MAX_CONTEXT = 400  # characters taken over from the exchange before
# A question of so few words, with no verb ("on which datasets?"), leans on what was said.
FEW_WORDS = 5

_LEADS_ON = ignore_case(
    r"^(?:and|but|so|ok(?:ay)?|then|also|or|what about|how about|in (?:that|which) case|what else"
    r"|anything else|why not)\b"
)
_POINTS_BACK = ignore_case(
    r"\b(?:it|its|itself|they|them|their|theirs|he|him|his|she|her|hers)\b"
    # "models that listen" points nowhere, "does that help" does.
    r"|(?:^|\b(?:does|do|did|is|was|are|were|can|could|would|of|on|in|with|for|about|after|before"
    r"|than|to|from|by|at|like) )(?:that|this|those|these|such|there)\b"
    r"|\bthe (?:same|latter|former|others?|authors?)\b"
    r"|\bthe (?:paper|study|work|method|approach|model|system|dataset|benchmark)s?\s*(?:[?.!,]|$)"
)
_QUESTION_WORD = ignore_case(r"^(?:\w+ )?(?:which|what|how|why|where|when|who|whose)\b")
_VERB = ignore_case(
    r"\b(?:is|are|was|were|be|do|does|did|has|have|had|can|could|will|would|should|\w+ed|wrote|won"
    r"|made|came|gave|got|said)\b"
)
_NAMES = re.compile(r"(?<=\s)\W*[A-Z0-9]")  # a capital or digit after the first word


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of before, what was answered, and the titles of the papers cited.

    `asked` is the day on which it was asked, where known.
    """

    question: str
    answer: str = ""
    titles: tuple[str, ...] = ()
    asked: date | None = None

    @staticmethod
    def of(answer: Answer) -> "Exchange":
        """An answer as the next question's past: its papers stand for what it said."""
        titles = tuple(dict.fromkeys(citation.paper.title for citation in answer.citations))
        asked = date.fromisoformat(answer.asked[:10]) if answer.asked else None
        return Exchange(answer.standalone or answer.question, "", titles, asked)

    @property
    def context(self) -> str:
        """What it was about, in at most MAX_CONTEXT characters."""
        parts = [*self.titles[:2], self.question, self.answer]
        text = clean_text(" ".join(part for part in parts if part))
        return text if len(text) <= MAX_CONTEXT else text[:MAX_CONTEXT].rsplit(" ", 1)[0]


def pair_turns(turns: Sequence[Mapping[str, str]]) -> list[Exchange]:
    """Messages ({"role": "user" or "assistant", "content": …}, oldest first) as exchanges."""
    exchanges: list[Exchange] = []
    for turn in turns:
        if turn["role"] == "user":
            exchanges.append(Exchange(turn["content"]))
        elif exchanges:
            exchanges[-1] = Exchange(exchanges[-1].question, turn["content"])
    return exchanges


def is_follow_up(question: Question) -> bool:
    """Whether a question leans on what was said before it."""
    text = question.text
    if _LEADS_ON.search(text) or _POINTS_BACK.search(text):
        return True
    short = len(text.split()) <= FEW_WORDS and _QUESTION_WORD.search(text)
    return bool(short) and not (_VERB.search(text) or _NAMES.search(text))


def condense(question: Question, history: Sequence[Exchange]) -> Question:
    """The question with what it leans on behind it; itself where it stands alone."""
    if not history or not is_follow_up(question):
        return question
    last = history[-1]
    context = last.context
    text = f"{question.text} (about: {context})"
    if not context or len(text) > MAX_QUESTION:
        return question
    return Question(text, len(question.text), "".join(last.titles[:1]))
