"""Weights on this machine. `python -m rag.llm.weights -h`.

In: the spec of a model.
Out: a file with the right digest.
May import: index.errors, index.paths, index.exchange, index.papers, index.shell.
"""
