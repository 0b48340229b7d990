"""The values that an answer is made of, and the text they make.

In: papers, sentences and records.
Out: answers, whole or as they stream, that go through JSON and back unchanged.
May import: index.papers.
"""
