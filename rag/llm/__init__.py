"""Language models; `opening` is the door.

In: the spec of a model, and prompts.
Out: replies in pieces, bounded in time and length.
May import: index.errors, index.paths, index.exchange, rag.llm.weights.
"""
