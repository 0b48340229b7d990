"""Comes in: a catalog's chunks with their vectors and facts.
Goes out: stores that are searched by word, vector and sketch, and can all be made anew.
May import: index.store.catalog, index.embedding, index.papers.
"""
