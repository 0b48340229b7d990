"""Servers that know papers: Daily Papers and arXiv.

In: days, queries and ids.
Out: papers from answers that were fetched, bounded and kept.
May import: index.errors, index.exchange, index.papers, index.readers.input,
index.readers.formats.
"""
