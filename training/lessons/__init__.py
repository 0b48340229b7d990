"""What the network is shown, and what it should say of it.

In: what was written, rules, public sets.
Out: rows of tokens with their targets.
May import: index.papers, rag.judge, training.examples.
"""
