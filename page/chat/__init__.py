"""Comes in: clicks in the Ask tab, with the turns so far and the controls as they stand.
Goes out: the tab's next states, as Gradio takes them.
May import: page.views, page.keeping, page.turns, page.markup, index.papers, index.store, rag,
rag.answer, rag.query.
"""
