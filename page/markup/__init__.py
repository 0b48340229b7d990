"""Comes in: text that nobody trusts, papers, what a file is to hold.
Goes out: HTML and Markdown in which text stays text, and elements that the page's script reads.
May import: index.papers.
"""
