"""Answers from the catalog: facts, places, counts, and what is new.

In: what a question requests of records.
Out: answers whose sentences rest on records, or quote new papers.
May import: index.papers, index.embedding, index.store, rag.pacing, rag.answer, rag.language,
rag.verification, rag.query, rag.retrieval.
"""
