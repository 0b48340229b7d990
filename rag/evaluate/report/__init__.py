"""Results as a report: JSON, Markdown, and a page with plots.

In: the results of a run.
Out: files, and a comparison with another run.
May import: index.errors, rag.whole_file, rag.evaluate.measures.
"""
