"""The online half: questions in, cited and checked answers out. `python -m rag -h`."""

from index.filters import PaperFilter
from rag.answer import Answer, Citation, Passage
from rag.ask import ask
from rag.chatbot import Chatbot
from rag.question import BadQuestion

__all__ = ["Answer", "BadQuestion", "Chatbot", "Citation", "PaperFilter", "Passage", "ask"]
