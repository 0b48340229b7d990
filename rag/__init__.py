"""The online half: questions in, cited and checked answers out. `python -m rag -h`."""

from index.errors import AskpapersError
from index.papers.filters import PaperFilter
from rag.answer.answer import Answer
from rag.answer.parts import Citation, Passage
from rag.ask import ask
from rag.chatbot import Chatbot
from rag.query.question import BadQuestion

__all__ = [
    "Answer", "AskpapersError", "BadQuestion", "Chatbot", "Citation", "PaperFilter", "Passage",
    "ask",
]  # fmt: skip
