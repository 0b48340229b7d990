"""The tabs beside the conversation: the corpus, the digest, a text that is checked.

In: events of the browser.
Out: the next state of their components.
May import: index.papers, rag.query, rag.records, rag.chatbot, rag.digest, rag.trends, rag.verify,
page.markup, page.turns, page.views, page.chat.
"""
