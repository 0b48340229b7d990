"""Who words an answer: the abstracts themselves, or a language model.

In: a question and its evidence.
Out: drafts, and the answer in which each was kept, mended or struck out.
May import: index.papers, rag.answer, rag.llm, rag.verification, rag.query, rag.evidence.
"""
