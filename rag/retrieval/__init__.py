"""Which passages fit; `retriever` is its door.

In: a question and a filter.
Out: the best passages, with their scores, and the question as it was compared.
May import: index.errors, index.papers, index.embedding, index.store, rag.cross_encoder, rag.pacing,
rag.answer, rag.query.
"""
