"""Comes in: a page, a port, who may see it.
Goes out: answers over HTTP, until it is interrupted.
May import: nothing of ours.
"""
