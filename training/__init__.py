"""How the judge learns: the network, the loop, and what it is worth in the end.

In: lessons, and the packaged weights.
Out: the judge's weights, which lie in rag/judge, and a report on them.
May import: index.errors, index.embedding, index.embedding.tools, index.papers, index.paths,
index.shell, rag.judge, training.examples, training.lessons.
"""
