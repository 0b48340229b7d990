"""Comes in: the chatbots of one index.
Goes out: the chat page and its endpoints, which `page.serving` serves.
May import: page.tabs, page.chat, page.views, page.turns, page.markup, index.papers, index.store,
rag, rag.answer, rag.llm, rag.query.
"""
