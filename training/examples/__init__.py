"""Sentences and questions that were written about abstracts, and the abstracts.

In: training/data, papers, a local language model.
Out: claims and questions, each with who wrote it.
May import: index.errors, index.embedding, index.papers, index.paths, index.shell, rag.generation,
rag.llm, rag.query.
"""
