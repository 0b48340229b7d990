"""Comes in: texts, chunks, the name of a model.
Goes out: vectors of texts and of their tokens, and a stamp that tells the models apart.
May import: index.papers.
"""
