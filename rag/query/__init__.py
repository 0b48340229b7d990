"""Reads a question: in comes its text, and what was said before.

Out go a `Question`, the `Request` that its words make of the collection, and a digest's `Window`.
May import rag.answer and rag.query.filters, and of the index its papers' types and the reader.
"""
