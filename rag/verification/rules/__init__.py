"""What the checker looks for, one file a rule.

In: a sentence beside its sources, word by word.
Out: a complaint in words, or nothing.
May import: rag.language.
"""
