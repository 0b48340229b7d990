"""The batch run. `python -m rag.evaluate -h`.

In: a file of questions, and an index.
Out: results, one a line, and a report.
May import: index.paths, index.shell, index.store, rag.whole_file, rag.llm, rag.evaluate.measures,
rag.evaluate.report, rag.query, rag.generation, rag.chatbot, rag.ask.
"""
