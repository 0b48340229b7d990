"""Comes in: the path of a file, packed or not, broken or not.
Goes out: its bytes and lines, none longer than a record may be; what a source is and is asked for.
May import: index.papers.
"""
