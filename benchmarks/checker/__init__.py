"""What the checker catches and lets pass. `python -m benchmarks.checker -h`.

In: papers, or pairs of a claim and its source.
Out: shares caught and kept, by kind and by rule.
May import: index.errors, index.paths, index.papers, index.shell, index.embedding, rag.judge,
rag.verification, training.examples.
"""
