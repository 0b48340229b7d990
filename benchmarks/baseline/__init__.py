"""Comes in: papers or chunks, an embedder.
Goes out: llama-index's own ways to index and to search, which ours are measured beside.
May import: index.embedding, index.papers.
"""
