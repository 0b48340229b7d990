"""Measurements, each beside a baseline of the same run.

In: an index, papers, questions.
Out: ratios, and what they were measured on.
May import: nothing of ours.
"""
