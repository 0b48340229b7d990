"""What a paper is, what makes one valid, and what its text is cut into.

In: values as a source has them.
Out: papers with chunks, sentences and terms, and filters over them.
May import: index.errors.
"""
