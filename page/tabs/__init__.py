"""Comes in: clicks in the Corpus and the Digest tab.
Goes out: what these tabs show, files to take away, and questions for the Ask tab.
May import: page.chat, page.views, page.turns, page.markup, index.papers, rag, rag.digest,
rag.query, rag.records.
"""
