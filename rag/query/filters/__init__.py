"""Which papers a question speaks of, one file a kind.

In: the text of a question.
Out: dates, people, counts, orders and facts, with their places in the text.
May import: index.errors, index.papers, index.store, rag.language.
"""
