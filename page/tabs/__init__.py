"""The tabs beside the conversation: the corpus and the digest.

In: events of the browser.
Out: the next state of their components.
May import: index.papers, rag.query, rag.records, rag.chatbot, rag.digest, rag.trends, page.markup,
page.turns, page.views, page.chat.
"""
