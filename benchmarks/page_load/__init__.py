"""How long readers wait. `python -m benchmarks.page_load -h`.

In: an index, and how many ask at once.
Out: seconds to sources, first token and whole answer.
May import: index.paths, index.shell, index.embedding, index.store, rag.answer, rag.chatbot,
page.serving, page.layout, app, benchmarks.material.
"""
