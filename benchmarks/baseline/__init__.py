"""What ours is measured against: llama-index's own pipeline.

In: papers and questions.
Out: the same work, done its way.
May import: index.errors, index.papers, index.embedding.
"""
