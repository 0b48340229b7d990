"""What made the packaged model's files; no part of what runs.

In: the packaged weights, and the sample's texts.
Out: the graph and the ranges that lie beside `index.embedding`.
May import: index.papers, index.embedding, index.readers.
"""
