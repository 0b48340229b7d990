"""What a question wants.

In: its text, and what was asked and answered before.
Out: a question that stands alone, and the request that its words make.
May import: index.errors, index.papers, index.store, rag.answer, rag.query.filters.
"""
