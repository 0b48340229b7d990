"""One run: what is new is embedded and written.

In: the papers and complaints of sources.
Out: papers, chunks and vectors in the stores, and a report of what became of the records.
May import: index.errors, index.papers, index.embedding, index.readers, index.store.
"""
