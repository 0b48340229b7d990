"""The truth, in SQLite: papers, chunks, vectors, and who made them.

In: papers with their chunks and vectors; filters and orders.
Out: records, and which papers match.
May import: index.errors, index.papers, index.embedding.
"""
