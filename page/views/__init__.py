"""Comes in: turns, an index, a digest: what is to be shown.
Goes out: HTML, Markdown, and what the page's script is told; every function of it is pure.
May import: page.keeping, page.turns, page.markup, index.papers, index.store, rag,
rag.answer, rag.digest, rag.query.
"""
