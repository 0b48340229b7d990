"""Comes in: a question, what is chosen beside it, a chatbot.
Goes out: turns, which are a question and its answer as it grows; a conversation is a list of them.
May import: index.papers, index.store, rag, rag.answer, rag.query.
"""
