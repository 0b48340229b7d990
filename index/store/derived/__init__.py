"""What is made from the catalog: words (Tantivy), vectors (Chroma), sketches.

In: a generation of the catalog.
Out: chunks with scores.
May import: index.errors, index.papers, index.embedding, index.store.catalog, index.store.ledger.
"""
