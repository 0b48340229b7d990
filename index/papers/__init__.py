"""Comes in: the raw values of a record, what somebody asks of papers.
Goes out: papers that are clean and whole, their chunks, sentences and terms, filters.
May import: nothing of ours.
"""
