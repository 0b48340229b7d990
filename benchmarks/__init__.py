"""Comes in: papers, questions, an index: each command says which.
Goes out: what was measured, printed; `python -m benchmarks.gate -h`, and so on.
May import: benchmarks.baseline, index.embedding, index.ingest, index.papers, index.readers,
index.store, rag, rag.evaluate.measures, rag.evidence, rag.query, rag.retrieval.
"""
