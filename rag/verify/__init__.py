"""A text against the index: whether each of its sentences is what the abstracts say.

In: a paragraph with or without citations, in plain text, Markdown or LaTeX; an index.
Out: reports, with a verdict on each sentence and the sentence of an abstract that decides it.
May import: index.errors, index.paths, index.papers, index.shell, index.embedding,
index.readers.values, index.readers.formats, index.store, rag.judge, rag.verification, rag.query,
rag.retrieval, rag.chatbot, rag.ask.
"""
