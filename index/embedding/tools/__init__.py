"""Comes in: the packaged model's weights, the sample's abstracts.
Goes out: the files beside the packaged model's modules, which are part of the source.
May import: index.embedding, index.papers, index.readers.
"""
