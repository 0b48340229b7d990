"""Text made safe for a page.

In: text that nobody vouches for.
Out: Markdown and HTML in which nothing of it is markup.
May import: index.papers.
"""
