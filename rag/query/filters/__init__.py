"""The parts of a question that filter, sort or look papers up: in comes its text.

Out go phrases: where in the text each stands, and the dates, names, counts or order that it means.
May import rag.language, and of the index its papers' types and the reader; nothing of rag.query.
"""
