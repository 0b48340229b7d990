"""What texts say, read without knowing whose they are.

In: any text, trusted or not.
Out: words with their roots, figures with units, denials, and where two texts agree.
May import: index.papers.
"""
