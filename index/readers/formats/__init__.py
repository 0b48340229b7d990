"""Comes in: a file of one format.
Goes out: its records with their lines, streamed: no memory grows with the file.
May import: index.readers.input, index.papers.
"""
