"""Comes in: folders of documents, queries, and which documents are relevant to which query.
Goes out: how good the rankings of each system are, a row each.
May import: benchmarks.baseline, index.embedding, index.ingest, index.papers, index.store,
rag.query, rag.retrieval.
"""
