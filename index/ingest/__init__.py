"""Comes in: sources, an embedder, the folder of an index.
Goes out: the index with what the sources say, merged by paper, and counts of what became of it.
May import: index.readers, index.embedding, index.store, index.papers.
"""
