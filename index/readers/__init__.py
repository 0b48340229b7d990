"""Sources to papers; `sources` is its door.

In: the name of a source, and how it is to be read.
Out: a source, recognised by its content, with its papers and complaints.
May import: index.errors, index.paths, index.papers, index.readers.input, index.readers.formats,
index.readers.live.
"""
