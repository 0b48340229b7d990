"""A small network that has learned what supports a sentence and what answers a question.

In: sentences or a question, and sentences of papers.
Out: probabilities: supported, answered, for each sentence evidence, for each word unsupported.
May import: index.errors, index.embedding, index.papers.
"""
