"""The conversation: where what stands, and what happens on a click.

In: events of the browser.
Out: the next state of its components.
May import: index.papers, index.store, rag.answer, rag.query, rag.chatbot, page.markup, page.turns,
page.keeping, page.views.
"""
