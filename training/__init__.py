"""How the judge learns: examples of our own, public ones, and the network that is trained on them.

In: papers, training/data, the packaged weights.
Out: the judge's weights (rag/judge), and a report on them.
May import: index.embedding, index.errors, index.papers, index.paths, index.shell, rag.generation,
rag.judge, rag.llm, rag.query.
"""
