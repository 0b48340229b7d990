"""What a reader takes away, or finds again.

In: turns.
Out: exports, links, and turns for the browser to keep.
May import: index.errors, index.papers, rag.answer, rag.query, rag.chatbot, page.markup, page.turns.
"""
