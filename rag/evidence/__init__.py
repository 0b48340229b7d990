"""Which sentences answer, and whether any does; `selection` is its door.

In: a question with its passages.
Out: the best sentences, and a confidence with its reason.
May import: index.papers, index.embedding, rag.answer, rag.language, rag.query, rag.retrieval.
"""
