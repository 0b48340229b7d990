"""Comes in: an index, questions, how many ask at once.
Goes out: how long readers wait for our page, and for a bare one.
May import: benchmarks, app, page, page.serving, index.embedding, index.store, rag, rag.answer.
"""
