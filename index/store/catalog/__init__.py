"""Comes in: changes to the papers of an index, and filters.
Goes out: the truth about these papers, in one SQLite file, as one finished generation has it.
May import: index.embedding, index.papers.
"""
