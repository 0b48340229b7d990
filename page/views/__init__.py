"""What is shown, as pure functions.

In: turns, papers, digests and reports.
Out: messages, cards, chips, tables and charts, as text.
May import: index.papers, index.store, rag.answer, rag.query, rag.digest, rag.trends, rag.verify,
page.markup, page.turns, page.keeping.
"""
