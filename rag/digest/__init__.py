"""What is new, sent or written. `python -m rag.digest -h`.

In: topics and a time, or a file of subscriptions.
Out: issues as Markdown, HTML, mail or a feed, each sent once.
May import: index.errors, index.paths, index.deadline, index.papers, index.shell, index.embedding,
index.store, rag.whole_file, rag.answer, rag.query.filters, rag.query, rag.records.
"""
