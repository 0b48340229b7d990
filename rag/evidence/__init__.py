"""Which sentences answer, and whether any does; `selection` is its door.

In: a question with its passages.
Out: the best sentences, and a confidence with its reason.
May import: index.papers, rag.answer, rag.judge, rag.language, rag.query, rag.retrieval.
"""
