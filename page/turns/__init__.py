"""A conversation as values, and answers as they stream into it.

In: questions, and how they are to be answered.
Out: turns.
May import: index.errors, index.papers, rag.answer, rag.query, rag.chatbot.
"""
