"""Whether each sentence of an answer is borne out.

In: drafts, with what they cite.
Out: verdicts with reasons, and the sentences of an answer.
May import: index.errors, index.papers, index.store, rag.cross_encoder, rag.answer, rag.judge,
rag.language.
"""
