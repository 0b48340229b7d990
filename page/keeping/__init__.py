"""Comes in: answers and turns.
Goes out: files of them, links, and turns as a browser keeps them; links and turns come back too.
May import: page.turns, page.markup, index.papers, rag, rag.answer, rag.query.
"""
