"""The server: who may ask, and what a browser may load.

In: a page and accounts.
Out: a process that serves it.
May import: index.errors, page.engine.
"""
