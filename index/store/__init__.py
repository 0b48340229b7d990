"""One index: a catalog and derived stores, in generations; `reader` is its door.

In: papers with their vectors; terms, vectors and filters of questions.
Out: chunks and papers, of the newest finished generation.
May import: index.errors, index.paths, index.papers, index.embedding, index.store.catalog,
index.store.ledger, index.store.derived.
"""
