"""Gradio, as this page runs it: what it keeps, what it logs, what programs find.

In: a page.
Out: the same page, which lasts.
May import: nothing of ours.
"""
