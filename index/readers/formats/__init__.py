"""One file a format, which knows nothing of chunks or stores.

In: lines or text in one format.
Out: papers, and complaints with their place.
May import: index.errors, index.papers, index.readers.input, index.readers.values.
"""
