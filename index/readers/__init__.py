"""Comes in: the name of a source, and how it is to be read.
Goes out: its records one by one, each a paper or what is wrong with it.
May import: index.readers.formats, index.readers.live, index.readers.input, index.papers.
"""
