"""The truth, in SQLite: papers, chunks, vectors, and who made them.

In: filters and orders.
Out: records, and which papers match.
May import: index.errors, index.papers, index.embedding.
"""
