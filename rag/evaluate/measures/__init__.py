"""Measures of one answer, and what they are measured by.

In: an answer, and what a right one holds.
Out: numbers from 0 to 1, and a model's judgement where one is asked for.
May import: index.errors, index.papers, rag.answer, rag.language, rag.llm.
"""
