"""Which papers are found. `python -m benchmarks.retrieval -h`.

In: folders in BEIR's shape.
Out: nDCG, recall and MRR of each system.
May import: index.errors, index.paths, index.papers, index.shell, index.embedding, index.store,
index.ingest, rag.query, rag.retrieval, benchmarks.baseline.
"""
