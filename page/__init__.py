"""The chat page.

In: chatbots, and what a browser sends.
Out: what the browser shows.
May import: nothing of ours.
"""
