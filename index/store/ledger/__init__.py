"""A catalog while a run writes it: every change belongs to the generation that comes next.

In: papers with their chunks and vectors, and by what else they are known.
Out: the next generation; which papers are known, also those that are not shown.
May import: index.errors, index.papers, index.embedding, index.store.catalog.
"""
