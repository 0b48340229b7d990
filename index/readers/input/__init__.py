"""What every reader reads from: types, lines, packed files.

In: the bytes of a file, packed or not.
Out: lines with their numbers; the types of a source and its options.
May import: index.papers.
"""
