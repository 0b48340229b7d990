"""Texts to vectors, by the packaged model or any other; `loading` is its door.

In: texts, and the name of a model.
Out: vectors of length 1, and a sign for each dimension of each token.
May import: index.errors, index.paths, index.papers.
"""
