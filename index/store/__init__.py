"""Comes in: papers with their vectors; later the terms, vectors and filters of questions.
Goes out: one index of a catalog and derived stores, in finished generations, read and looked after.
May import: index.store.catalog, index.store.derived, index.embedding, index.papers.
"""
