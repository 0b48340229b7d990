"""The offline half, which makes indexes and keeps them: `python -m index -h`.

Comes in: the names of sources of papers, and commands to look after an index.
Goes out: an index in a folder, and lines about it.
May import: every room of index.
"""
