"""Comes in: days, a query or ids, for a server that is asked politely.
Goes out: a source of what it answers, which is kept beside the index.
May import: index.readers.formats, index.readers.input, index.papers.
"""
