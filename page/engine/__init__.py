"""Gradio and uvicorn as this page runs them: what they keep, log and wait for, what programs find.

In: a page.
Out: the same page, which lasts.
May import: nothing of ours.
"""
