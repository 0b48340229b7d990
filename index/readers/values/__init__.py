"""Values as programs export them, under their names, to the fields of a paper.

In: names with values in any shape.
Out: a paper, and what is to be said of it.
May import: index.papers.
"""
