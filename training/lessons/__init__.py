"""What the network is shown, and what it should say of it.

In: what was written, rules, public sets.
Out: sheets: a source, and the texts about it with their targets.
May import: index.papers, rag.judge, training.examples.
"""
