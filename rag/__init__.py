"""The online half; `chatbot` has the whole way of a question. `python -m rag -h`.

In: questions, and an index.
Out: cited and checked answers, and the names below, which are for everybody.
May import: index.errors, index.papers, rag.answer, rag.query, rag.chatbot, rag.ask, rag.verify.
"""

from index.errors import AskpapersError
from index.papers.filters import PaperFilter
from rag.answer.answer import Answer
from rag.answer.parts import Citation, Passage
from rag.ask import ask
from rag.chatbot import Chatbot
from rag.query.question import BadQuestion
from rag.verify.verifier import verify

__all__ = [
    "Answer", "AskpapersError", "BadQuestion", "Chatbot", "Citation", "PaperFilter", "Passage",
    "ask", "verify",
]  # fmt: skip
